package dev.lockstep.rest;

/** Truncation of text from other processes, which may be longer than is kept. */
public final class Truncation {
  /** Characters of a sentence. */
  public static final int SENTENCE = 300;

  /** Characters of a name. */
  public static final int NAME = 100;

  private Truncation() {}

  /** The text, with at most so many characters. */
  public static String to(int most, String text) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
