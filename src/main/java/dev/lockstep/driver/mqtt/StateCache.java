package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache of the last message on every state topic of this connection. Thread-safe. Keeps at most
 * one payload for each topic of the mapping.
 */
final class StateCache {

  private static final byte[] NOTHING = new byte[0];

  /**
   * A state message.
   *
   * @param payload empty where the message is unreadable
   * @param unreadable why the message has no value for any resource
   * @param number sequence number over all topics
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record StateMessage(
      byte[] payload, Optional<String> unreadable, boolean retained, Instant at, long number) {}

  private final TimeSource clock;
  private final int payloadMax;
  private final BooleanSupplier settled;
  private final Map<String, StateMessage> latest = new HashMap<>();
  private final Map<ResourceName, Long> writtenAt = new HashMap<>();
  private final Set<ResourceName> flatFields = new HashSet<>();
  private long lastNumber;
  private boolean devicePublished;

  /**
   * Makes an empty cache.
   *
   * @param payloadMax maximum bytes of a state
   * @param settled whether no message that was sent can arrive any more
   */
  StateCache(TimeSource clock, int payloadMax, BooleanSupplier settled) {
    this.clock = clock;
    this.payloadMax = payloadMax;
    this.settled = settled;
  }

  /**
   * Replaces the last message of a topic, even by one that cannot be read: the earlier state is no
   * longer valid.
   */
  synchronized void receive(String topic, byte[] payload, boolean retained) {
    Optional<String> unreadable = unreadable(payload.length);
    byte[] kept = unreadable.isPresent() ? NOTHING : payload;
    latest.put(
        topic, new StateMessage(kept, unreadable, retained, clock.now().wall(), ++lastNumber));
    devicePublished |= !retained;
    notifyAll();
  }

  private Optional<String> unreadable(int bytes) {
    if (bytes == 0) {
      // MQTT 5, 3.3.1.3: an empty retained message deletes the retained one.
      return Optional.of("the state was cleared: the last message is empty");
    }
    return bytes > payloadMax
        ? Optional.of("%d bytes; at most %d are read".formatted(bytes, payloadMax))
        : Optional.empty();
  }

  /**
   * Whether the device has a top-level field with exactly this name, including dots, by its last
   * states.
   */
  synchronized boolean flat(ResourceTopics resourceTopics) {
    StateMessage last = resourceTopics.stateTopic().map(latest::get).orElse(null);
    if (last != null && last.unreadable().isEmpty()) {
      boolean flat = Payloads.flat(resourceTopics, last.payload());
      if (flat) {
        flatFields.add(resourceTopics.resource().name());
      } else {
        flatFields.remove(resourceTopics.resource().name());
      }
    }
    return flatFields.contains(resourceTopics.resource().name());
  }

  /** The device itself has published on this connection, which a retained message does not show. */
  synchronized void devicePublished() {
    devicePublished = true;
  }

  /** Clears the cache at the loss of the connection: states may change before the next one. */
  synchronized void lost() {
    latest.clear();
    devicePublished = false;
    notifyAll();
  }

  /**
   * Marks a resource as written. From now on, until the write can no longer arrive, only a state
   * that the device publishes counts: the state from before the write proves nothing about it, even
   * where it matches (P4). After that the last state counts, whenever it was published, because a
   * device that publishes changes only does not publish when it is written the value that it has.
   *
   * <p>The broker sends retained states with every connection, from before the write as well as
   * from after it; and a broker that was killed may restart with the states of hours ago. So after
   * a write a retained state counts only where the write can no longer arrive and the device has
   * published on this connection: a device publishes its state first whenever it connects.
   *
   * @return undoes the mark, where the write was not sent
   */
  synchronized Runnable written(ResourceName resource) {
    Long before = writtenAt.put(resource, lastNumber);
    long own = lastNumber;
    return () -> undoMark(resource, own, before);
  }

  private synchronized void undoMark(ResourceName resource, long own, @Nullable Long before) {
    if (writtenAt.remove(resource, own) && before != null) {
      writtenAt.put(resource, before);
    }
  }

  /** Waits until each topic has a message, until the deadline at most. */
  synchronized void await(Collection<String> topics, Deadline deadline) {
    try {
      while (!latest.keySet().containsAll(topics) && !deadline.passed(clock)) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.left(clock).toNanos()));
      }
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    }
  }

  /** The reading of a resource that has a state topic. */
  Reading reading(ResourceTopics resourceTopics) {
    ResourceName name = resourceTopics.resource().name();
    String topic = resourceTopics.stateTopic().orElseThrow();
    StateMessage last;
    synchronized (this) {
      last = latest.get(topic);
      if (last == null) {
        return unseen(name, "no message on %s since the gateway connected".formatted(topic));
      }
      Optional<String> unproved = unproved(name, topic, last);
      if (unproved.isPresent()) {
        return unseen(name, unproved.get());
      }
    }
    if (last.unreadable().isPresent()) {
      return unseen(name, "on %s: %s".formatted(topic, last.unreadable().get()));
    }
    try {
      String how = last.retained() ? "retained" : "live";
      return new Reading.Seen(
          name,
          Payloads.read(resourceTopics, last.payload()),
          "%s, arrived %s".formatted(how, last.at()),
          Optional.empty(),
          Payloads.encoding(resourceTopics));
    } catch (MalformedPayloadException unreadable) {
      return unseen(name, "on %s: %s".formatted(topic, unreadable.detail()));
    }
  }

  /** The reason why the last message proves nothing about the last write; empty where it does. */
  private Optional<String> unproved(ResourceName name, String topic, StateMessage last) {
    Long mark = writtenAt.get(name);
    boolean retainedSince = mark != null && last.number() > mark && last.retained();
    if (mark == null || (last.number() > mark && !retainedSince)) {
      return Optional.empty();
    }
    if (!settled.getAsBoolean()) {
      return Optional.of("no message on %s since the write".formatted(topic));
    }
    return retainedSince && !devicePublished
        ? Optional.of(
            "since the write only a retained message arrived on %s; the device itself must publish"
                .formatted(topic))
        : Optional.empty();
  }

  private static Reading unseen(ResourceName name, String detail) {
    return new Reading.Unseen(name, Reason.of(Code.UNREADABLE, detail).on(name));
  }
}
