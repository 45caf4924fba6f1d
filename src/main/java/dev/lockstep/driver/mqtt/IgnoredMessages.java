package dev.lockstep.driver.mqtt;

/**
 * The numbers of ignored messages since the device was opened.
 *
 * @param unmatched answers without a pending request: late, duplicated, or to another client
 * @param malformed messages that cannot be parsed or are too large
 */
public record IgnoredMessages(long unmatched, long malformed) {
  static final IgnoredMessages NONE = new IgnoredMessages(0, 0);
}
