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
   * The lock of OPC UA (OPC 10000-100, 7): before the vote the gateway takes the lock of a machine
   * or a part of it, so that no other application changes it, and renews the lock until the
   * decision arrives; the command is then sent as it would be without a lock, and the lock given
   * back. The promise is LEASED.
   *
   * @param lock address of the lock, or of the element that has one
   */
  record Lock(String lock) implements Preparation {}

  /**
   * The job order of ISA-95 (OPC 10031-4, version 2): Store before the vote, Start at the commit,
   * Cancel at a rollback. The server's record of the order is the proof.
   *
   * @param receiver address of the ISA95JobOrderReceiver object
   * @param responses address of the ISA95JobResponseProvider object
   * @param workMaster ID of the work master that the order is for, where it is for one
   * @param retained whether the server keeps orders and responses over its restart: then the
   *     promise is DURABLE, else SESSION
   * @param until the state in which the command counts as carried out
   * @param within the time that the server may take to come to that state before it is asked again
   */
  record JobOrder(
      String receiver,
      String responses,
      Optional<String> workMaster,
      boolean retained,
      Until until,
      Duration within)
      implements Preparation {
    /** The state of the job in which the command is done. */
    public enum Until {
      /** The job has begun. */
      RUNNING,
      /** The job has ended by itself. */
      ENDED
    }
  }

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

  /** Whether the device is brought to a state before the vote that a rollback has to undo. */
  default boolean arms() {
    return !(this instanceof None);
  }

  /**
   * Whether the device keeps a record of the command id: its word is then the proof, and it can be
   * asked again. A lock only keeps others away.
   */
  default boolean records() {
    return arms() && !renews();
  }

  /** Whether the promise lapses unless the gateway renews it. */
  default boolean renews() {
    return this instanceof Lock;
  }
}
