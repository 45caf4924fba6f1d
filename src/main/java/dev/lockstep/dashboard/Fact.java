package dev.lockstep.dashboard;

/**
 * A line of what is known of something.
 *
 * @param at shown before the value, in the browser's own time
 */
record Fact(String name, TimeText at, String value) {
  Fact(String name, String value) {
    this(name, TimeText.NONE, value);
  }

  Fact(String name, TimeText at) {
    this(name, at, "");
  }
}
