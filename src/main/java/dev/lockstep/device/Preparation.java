package dev.lockstep.device;

import java.time.Duration;
import java.util.Optional;

/**
 * How a device is armed before the vote and disarmed after a rollback: the patterns of DESIGN 4.3.
 */
public sealed interface Preparation {

  /** Nothing to arm: the device is read and the write is checked. */
  record None() implements Preparation {}

  /**
   * PLC handshake: the gateway writes the staged values, then {@code commandId}; the PLC echoes it
   * in {@code preparedId}. Writing {@code commitId} makes it act, and it keeps the id in {@code
   * lastAppliedId}; writing {@code abortId} makes it drop what was staged.
   *
   * @param rejectedId where the PLC puts the id of a command it refuses, if it does
   * @param retained whether the PLC keeps staged values and ids through a restart: then the promise
   *     is DURABLE, else SESSION
   * @param within how long the PLC may take to echo or apply
   */
  record Handshake(
      ResourceName commandId,
      ResourceName preparedId,
      ResourceName commitId,
      ResourceName lastAppliedId,
      ResourceName abortId,
      Optional<ResourceName> rejectedId,
      boolean retained,
      Duration within)
      implements Preparation {}

  /**
   * MQTT 5 request/response: the device answers prepare, commit, abort and query requests, knows
   * the command id and keeps it.
   *
   * @param topic of requests; {@code {device}}, {@code {command}} and {@code {verb}} are replaced
   * @param responseTopic where the device answers; {@code {device}}, {@code {gateway}} are replaced
   * @param promise what the device's yes is worth
   * @param within how long an answer may take
   */
  record Exchange(String topic, String responseTopic, Promise promise, Duration within)
      implements Preparation {}

  default boolean arms() {
    return !(this instanceof None);
  }
}
