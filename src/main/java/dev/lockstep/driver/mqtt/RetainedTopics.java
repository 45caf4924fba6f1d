package dev.lockstep.driver.mqtt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The topics on which a broker keeps a message, with what was said on them meanwhile. Keeps a few
 * payloads of each, and no more topics than it may. Not thread-safe.
 */
final class RetainedTopics {
  private static final int SAMPLES_MAX = 4;
  private static final int LIVE_MAX = 10_000;

  private final int topicsMax;
  private final int payloadMax;
  private final Map<String, Topic> topics = new TreeMap<>();
  private final Set<String> live = new TreeSet<>();
  private long leftOut;

  /**
   * A topic.
   *
   * @param samples payloads, the retained one first; empty where that cannot be read
   * @param unread why not
   */
  record Topic(List<byte[]> samples, Optional<String> unread) {}

  /**
   * @param topicsMax how many are kept
   * @param payloadMax bytes of a payload that the driver would read
   */
  RetainedTopics(int topicsMax, int payloadMax) {
    this.topicsMax = topicsMax;
    this.payloadMax = payloadMax;
  }

  void receive(String topic, byte[] payload, boolean retained) {
    Topic known = topics.get(topic);
    if (known != null) {
      sample(known, payload);
    } else if (!retained) {
      if (live.size() < LIVE_MAX) {
        live.add(topic);
      }
    } else if (topics.size() < topicsMax) {
      live.remove(topic);
      topics.put(topic, topic(payload));
    } else {
      leftOut++;
    }
  }

  private Topic topic(byte[] payload) {
    if (payload.length > payloadMax) {
      String why = "%d bytes; at most %d are read (lockstep.mqtt.payload-max)";
      return new Topic(List.of(), Optional.of(why.formatted(payload.length, payloadMax)));
    }
    return new Topic(new ArrayList<>(List.of(payload)), Optional.empty());
  }

  private void sample(Topic known, byte[] payload) {
    boolean readable =
        known.unread().isEmpty() && payload.length > 0 && payload.length <= payloadMax;
    if (readable && known.samples().size() < SAMPLES_MAX) {
      known.samples().add(payload);
    }
  }

  int size() {
    return topics.size();
  }

  /** By name. */
  Map<String, Topic> all() {
    return Collections.unmodifiableMap(topics);
  }

  /** Topics on which something was said, and nothing is retained. */
  Set<String> live() {
    return Collections.unmodifiableSet(live);
  }

  /** How many more have a retained message. */
  long leftOut() {
    return leftOut;
  }
}
