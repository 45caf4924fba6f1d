package dev.lockstep.rest;

/** What others say is kept, but not without end. */
final class Truncation {
  static final int SENTENCE = 300;
  static final int NAME = 100;

  private Truncation() {}

  static String to(int most, String text) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
