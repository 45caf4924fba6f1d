package dev.lockstep.device;

import java.time.Duration;
import java.util.Optional;

/**
 * The preparation pattern of a command: how its device is armed before the vote and disarmed after
 * a rollback.
 */
public sealed interface Preparation {

  /**
   * No arming: the device is read and the write is checked, so the vote is worth {@link
   * Promise#CHECKED}.
   */
  record None() implements Preparation {}

  /**
   * The PLC handshake: the gateway writes the staged values, then {@code commandId}; the PLC echoes
   * it in {@code preparedId}. Writing {@code commitId} makes it act, and it keeps the id in {@code
   * lastAppliedId}; writing {@code abortId} makes it drop what was staged.
   *
   * @param rejectedId resource in which the PLC reports the id of a command that it refuses, if it
   *     has one
   * @param retained whether the PLC keeps staged values and ids over its restart: then the promise
   *     is DURABLE, else SESSION
   * @param within the time that the PLC may take to echo or apply
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
   * MQTT 5 request/response (MQTT 5.0, 4.10): the device answers prepare, commit, abort and query
   * requests, and keeps a record of the command id.
   *
   * @param topic of requests; {@code {device}}, {@code {command}} and {@code {verb}} are replaced
   * @param responseTopic of the device's answers; {@code {device}}, {@code {gateway}} are replaced
   * @param promise that the device makes when it accepts a prepare request
   * @param within the time that an answer may take
   */
  record Exchange(String topic, String responseTopic, Promise promise, Duration within)
      implements Preparation {}

  /**
   * MQTT retained state per command: the device keeps the state of each command id retained on a
   * topic of its own, through {@code init}, {@code prepared}, {@code executing}, {@code successful}
   * or {@code failed}; requests go to the topic's level {@code request}.
   *
   * @param topic of the state; {@code {device}}, {@code {command}} and {@code {id}} are replaced
   * @param promise that the device makes when it shows {@code prepared}
   * @param within the time that a state may take
   */
  record Retained(String topic, Promise promise, Duration within) implements Preparation {}

  default boolean arms() {
    return !(this instanceof None);
  }
}
