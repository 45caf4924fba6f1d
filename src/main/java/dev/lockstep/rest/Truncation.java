package dev.lockstep.rest;

import dev.lockstep.device.PrintableText;

/** Truncation of text from other processes, which may be longer than is kept. */
public final class Truncation {
  /** Characters of a sentence. */
  public static final int SENTENCE = 300;

  /** Characters of a name. */
  public static final int NAME = 100;

  private Truncation() {}

  /** The text as one printable line of at most so many characters. */
  public static String to(int most, String text) {
    return PrintableText.line(text, most);
  }
}
