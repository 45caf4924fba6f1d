package dev.lockstep.driver.mqtt;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import dev.lockstep.driver.mqtt.BirthCertificate.MetricState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The session of one edge node as its host sees it (Sparkplug 3.0.0, 5.4 to 5.8): births, deaths,
 * and the order of messages by their sequence number. Decides without sending anything.
 * Thread-safe.
 *
 * <p>Messages may arrive in another order than they were sent in, because they have different
 * topics. A message that comes too early waits for those before it; while one is missing, nothing
 * that is known of the edge node counts as present. After the reorder timeout everything is stale
 * until the next birth.
 */
final class EdgeNodeSession {
  private static final int SEQ_VALUES = 256;

  /** A message with a sequence number this far ahead is one of before, not one that is early. */
  private static final int AHEAD_MAX = SEQ_VALUES / 2;

  private static final String NODE = "";

  private final TimeSource clock;
  private final Duration reorderTimeout;
  private final Map<String, BirthCertificate> births = new HashMap<>();
  private final Map<String, LinkStatus> devices = new HashMap<>();
  private final Map<Integer, Arrived> early = new HashMap<>();

  private LinkStatus status;
  private boolean born;
  private Optional<Long> bdSeq = Optional.empty();
  private int expected;
  private long missingSince;
  private long arrivals;
  private long bornAt;

  /** The kinds of messages of an edge node. */
  enum Kind {
    NBIRTH,
    NDEATH,
    NDATA,
    DBIRTH,
    DDEATH,
    DDATA
  }

  /**
   * A message of the edge node.
   *
   * @param device empty where it concerns the edge node itself
   */
  record Message(Kind kind, String device, SparkplugPayload payload) {}

  private record Arrived(Message message, long number) {}

  EdgeNodeSession(TimeSource clock, Duration reorderTimeout) {
    this.clock = clock;
    this.reorderTimeout = reorderTimeout;
    this.status = statusOf(State.CONNECTING, "waiting for the birth of the edge node");
  }

  /**
   * Takes over a message.
   *
   * @return why the edge node must be asked for its births; empty where it need not be
   */
  synchronized Optional<String> receive(Message message) {
    Arrived arrived = new Arrived(message, ++arrivals);
    return switch (message.kind()) {
      case NBIRTH -> {
        birth(arrived);
        yield Optional.empty();
      }
      case NDEATH -> {
        death(message.payload());
        yield Optional.empty();
      }
      case NDATA, DBIRTH, DDEATH, DDATA -> inOrder(arrived);
    };
  }

  /** A message that cannot be read: what it said is not known, so everything is stale. */
  synchronized Optional<String> unreadable(String detail) {
    return born ? Optional.of(lose(detail)) : Optional.of(detail);
  }

  private void birth(Arrived arrived) {
    births.clear();
    devices.clear();
    early.clear();
    born = true;
    bornAt = clock.ticks();
    bdSeq = arrived.message().payload().whole("bdSeq");
    expected = next(arrived.message().payload().seq());
    births.put(NODE, certificate(arrived));
    status =
        statusOf(
            State.CONNECTED,
            "the edge node was born" + bdSeq.map(number -> ", bdSeq " + number).orElse(""));
  }

  /**
   * The death of the session whose birth had the same bdSeq. The will of an earlier session may
   * arrive after the birth of the next one, and says nothing about that. A death or a birth without
   * the number cannot be told apart: it counts.
   */
  private void death(SparkplugPayload payload) {
    Optional<Long> died = payload.whole("bdSeq");
    boolean other = bdSeq.isPresent() && died.isPresent() && !died.equals(bdSeq);
    if (other || status.state() == State.DISCONNECTED) {
      return;
    }
    clear();
    status =
        statusOf(
            State.DISCONNECTED,
            "the edge node died"
                + died.map(number -> " (NDEATH, bdSeq " + number + ")").orElse(" (NDEATH)"));
  }

  private Optional<String> inOrder(Arrived arrived) {
    long seq = arrived.message().payload().seq();
    if (!born) {
      return Optional.of(arrived.message().kind() + " before a birth");
    }
    if (seq < 0 || seq >= SEQ_VALUES) {
      return Optional.of(lose("the sequence number %s".formatted(Long.toUnsignedString(seq))));
    }
    int ahead = Math.floorMod((int) seq - expected, SEQ_VALUES);
    if (ahead >= AHEAD_MAX) {
      // Of before, or a second time: what it says is known, or overtaken.
      return Optional.empty();
    }
    if (ahead > 0) {
      if (early.isEmpty()) {
        missingSince = clock.ticks();
      }
      early.putIfAbsent((int) seq, arrived);
      return Optional.empty();
    }
    Optional<String> rebirth = apply(arrived);
    for (Arrived after = early.remove(expected); after != null; after = early.remove(expected)) {
      Optional<String> found = apply(after);
      rebirth = rebirth.or(() -> found);
    }
    if (!early.isEmpty()) {
      missingSince = clock.ticks();
    }
    return rebirth;
  }

  private Optional<String> apply(Arrived arrived) {
    Message message = arrived.message();
    expected = next(message.payload().seq());
    String device = message.device();
    return switch (message.kind()) {
      case DBIRTH -> {
        births.put(device, certificate(arrived));
        devices.put(device, statusOf(State.CONNECTED, "the device was born"));
        yield Optional.empty();
      }
      case DDEATH -> {
        births.remove(device);
        Instant at = message.payload().timestamp().orElseGet(() -> clock.now().wall());
        devices.put(
            device, new LinkStatus(State.DISCONNECTED, "the device died (DDEATH " + at + ")", at));
        yield Optional.empty();
      }
      case NDATA, DDATA -> data(arrived, device);
      case NBIRTH, NDEATH -> Optional.empty();
    };
  }

  private Optional<String> data(Arrived arrived, String device) {
    BirthCertificate birth = births.get(device);
    String kind = arrived.message().kind().name();
    if (birth == null) {
      return Optional.of(kind + " of a device before its birth");
    }
    return birth
        .update(arrived.message().payload(), arrived.number(), kind)
        .map(metric -> "%s with %s, which the birth has not".formatted(kind, metric));
  }

  private static BirthCertificate certificate(Arrived arrived) {
    return new BirthCertificate(
        arrived.message().payload(), arrived.number(), arrived.message().kind().name());
  }

  private static int next(long seq) {
    return (int) Math.floorMod(seq + 1, (long) SEQ_VALUES);
  }

  /** The time until {@link #tick} must look whether a missing message came; empty where none is. */
  synchronized Optional<Duration> due() {
    return early.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(missingSince - clock.ticks()).plus(reorderTimeout));
  }

  /**
   * Gives a missing message up when its time is over.
   *
   * @return why the edge node must be asked for its births
   */
  synchronized Optional<String> tick() {
    return due().filter(left -> !left.isPositive()).map(over -> lose(missing()));
  }

  private String missing() {
    return "the message with sequence number %d is missing".formatted(expected);
  }

  /** Everything is stale until the next birth. */
  private String lose(String why) {
    clear();
    status = statusOf(State.CONNECTING, why + "; waiting for a new birth of the edge node");
    return why;
  }

  /** The connection to the broker was lost, so that messages are missed. */
  synchronized void disconnected() {
    clear();
    bdSeq = Optional.empty();
    status = statusOf(State.CONNECTING, "waiting for the birth of the edge node");
  }

  private void clear() {
    born = false;
    births.clear();
    devices.clear();
    early.clear();
  }

  /** The status of the edge node, or of one of its devices. */
  synchronized LinkStatus status(String device) {
    if (!born || device.equals(NODE)) {
      return status;
    }
    return devices.getOrDefault(
        device,
        new LinkStatus(State.CONNECTING, "waiting for the birth of the device", status.since()));
  }

  /** A metric; empty where nothing is known of it at present. */
  synchronized Optional<MetricState> metric(String device, String name) {
    return Optional.ofNullable(births.get(device)).flatMap(birth -> birth.find(name));
  }

  /** All metrics of the edge node or of one of its devices, by name. */
  synchronized Map<String, MetricState> metrics(String device) {
    BirthCertificate birth = births.get(device);
    return birth == null ? Map.of() : birth.all();
  }

  /** Why nothing that is known counts as present; empty where it does. */
  synchronized Optional<String> gap() {
    return early.isEmpty() ? Optional.empty() : Optional.of(missing());
  }

  /** The number of the last message that arrived. */
  synchronized long arrivals() {
    return arrivals;
  }

  /** Whether a birth arrived after this moment of the monotonic clock. */
  synchronized boolean bornAfter(long ticks) {
    return born && bornAt - ticks > 0;
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, clock.now().wall());
  }
}
