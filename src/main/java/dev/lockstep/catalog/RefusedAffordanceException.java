package dev.lockstep.catalog;

/**
 * A property or action of a Thing Description that cannot be offered, with its place: the rest of
 * the Thing is read all the same.
 */
final class RefusedAffordanceException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient YamlNode place;
  private final String remedy;

  RefusedAffordanceException(YamlNode place, String found, String remedy) {
    super(found);
    this.place = place;
    this.remedy = remedy;
  }

  String found() {
    return String.valueOf(getMessage());
  }

  /**
   * Warns at the place.
   *
   * @param what is not offered
   */
  void warn(String what) {
    place.warn(what + " is not offered: " + found(), remedy);
  }
}
