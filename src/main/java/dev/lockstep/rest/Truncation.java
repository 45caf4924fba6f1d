package dev.lockstep.rest;

/** Truncation of text from other processes, which may be longer than is kept. */
public final class Truncation {
  public static final int SENTENCE = 300;
  public static final int NAME = 100;

  private Truncation() {}

  public static String to(int most, String text) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
