package dev.lockstep.driver.mqtt;

/**
 * What came in and was no use to anybody, since the device was opened.
 *
 * @param unmatched answers that nobody waits for: late, doubled, or to somebody else
 * @param malformed messages that are not what they should be
 */
public record IgnoredMessages(long unmatched, long malformed) {
  static final IgnoredMessages NONE = new IgnoredMessages(0, 0);
}
