package dev.lockstep.device;

/** The syntax of names of devices, commands, resources and profiles. */
final class Names {
  private static final int LENGTH_MAX = 200;

  private Names() {}

  static void check(String kind, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("the name of a " + kind + " is empty");
    }
    if (value.length() > LENGTH_MAX) {
      String message = "the name of a %s has %d characters; at most %d are allowed";
      throw new IllegalArgumentException(message.formatted(kind, value.length(), LENGTH_MAX));
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the name of a " + kind + " holds a control character");
    }
  }
}
