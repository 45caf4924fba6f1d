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
 * The last message of every state topic, as it came on this connection. Thread-safe. Holds at most
 * one payload for each topic of the plan.
 */
final class StateCache {

  private static final byte[] NOTHING = new byte[0];

  /**
   * A message.
   *
   * @param payload empty where it is unreadable
   * @param unreadable why it holds no value, whatever its resource
   * @param number of messages counted over all topics: what came after what
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Told(
      byte[] payload, Optional<String> unreadable, boolean retained, Instant at, long number) {}

  private final TimeSource clock;
  private final int payloadMax;
  private final BooleanSupplier settled;
  private final Map<String, Told> told = new HashMap<>();
  private final Map<ResourceName, Long> writtenAt = new HashMap<>();
  private final Set<ResourceName> flats = new HashSet<>();
  private long numbers;
  private boolean heard;

  /**
   * Begins with nothing told.
   *
   * @param payloadMax bytes of a state at most
   * @param settled whether nothing that was sent can arrive any more
   */
  StateCache(TimeSource clock, int payloadMax, BooleanSupplier settled) {
    this.clock = clock;
    this.payloadMax = payloadMax;
    this.settled = settled;
  }

  /** Takes the place of what was told before, also where it cannot be read: that is no more. */
  synchronized void tell(String topic, byte[] payload, boolean retained) {
    Optional<String> unreadable = unreadable(payload.length);
    byte[] kept = unreadable.isPresent() ? NOTHING : payload;
    told.put(topic, new Told(kept, unreadable, retained, clock.now().wall(), ++numbers));
    heard |= !retained;
    notifyAll();
  }

  private Optional<String> unreadable(int bytes) {
    if (bytes == 0) {
      // MQTT 5, 3.3.1.3: a retained message of no octets takes the retained one away.
      return Optional.of("no value any more: the last message is empty");
    }
    return bytes > payloadMax
        ? Optional.of("%d bytes; at most %d are read".formatted(bytes, payloadMax))
        : Optional.empty();
  }

  /** Whether the device has the field by its whole name, dots and all, as far as it has told. */
  synchronized boolean flat(ResourceTopics resourceTopics) {
    Told last = resourceTopics.stateTopic().map(told::get).orElse(null);
    if (last != null && last.unreadable().isEmpty()) {
      boolean flat = Payloads.flat(resourceTopics, last.payload());
      if (flat) {
        flats.add(resourceTopics.resource().name());
      } else {
        flats.remove(resourceTopics.resource().name());
      }
    }
    return flats.contains(resourceTopics.resource().name());
  }

  /** The device itself said something on this connection, not the broker in its place. */
  synchronized void heard() {
    heard = true;
  }

  /** A new connection begins with nothing: what was told on another may have changed since. */
  synchronized void lost() {
    told.clear();
    heard = false;
    notifyAll();
  }

  /**
   * From now on, until nothing sent can arrive any more, only what the device itself tells counts:
   * the state from before the write proves nothing about it, least of all where it happens to
   * match. After that the last state is the last state, whenever it was told: a device that tells
   * changes only says nothing when it is written what it has.
   *
   * <p>What a broker has retained comes again with every connection, from before the write as well
   * as from after it; and a broker that was killed may have come back with what its disk held hours
   * ago. So after a write it counts only where the way is shut and the device was heard on this
   * connection: it tells its state first whenever it connects.
   *
   * @return what takes this back where the write never left
   */
  synchronized Runnable written(ResourceName resource) {
    Long before = writtenAt.put(resource, numbers);
    long own = numbers;
    return () -> takeBack(resource, own, before);
  }

  private synchronized void takeBack(ResourceName resource, long own, @Nullable Long before) {
    if (writtenAt.remove(resource, own) && before != null) {
      writtenAt.put(resource, before);
    }
  }

  /** Waits until each topic has told something, no longer than the deadline. */
  synchronized void await(Collection<String> topics, Deadline deadline) {
    try {
      while (!told.keySet().containsAll(topics) && !deadline.passed(clock)) {
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
    Told last;
    synchronized (this) {
      last = told.get(topic);
      if (last == null) {
        return unseen(name, "nothing was told on %s since it connected".formatted(topic));
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

  /** Why the last message proves nothing about the last write; empty where it does. */
  private Optional<String> unproved(ResourceName name, String topic, Told last) {
    Long mark = writtenAt.get(name);
    boolean retainedSince = mark != null && last.number() > mark && last.retained();
    if (mark == null || (last.number() > mark && !retainedSince)) {
      return Optional.empty();
    }
    if (!settled.getAsBoolean()) {
      return Optional.of("nothing was told on %s since it was written to".formatted(topic));
    }
    return retainedSince && !heard
        ? Optional.of(
            "since it was written to, only the broker told what it had kept on %s; the device must say"
                    .formatted(topic)
                + " something itself")
        : Optional.empty();
  }

  private static Reading unseen(ResourceName name, String detail) {
    return new Reading.Unseen(name, Reason.of(Code.UNREADABLE, detail).on(name));
  }
}
