package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.driver.BrokerBrowseProgress;
import dev.lockstep.driver.BrokerBrowseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * Takes in what a broker says, within the limits of a request. Thread-safe; messages come on the
 * client's thread.
 */
final class BrokerListener {
  /** Profiles and device lists of one catalog are at most 1000 files. */
  private static final int DEVICES_MAX = 900;

  private final BrokerBrowseRequest request;
  private final BirthBrowser births;
  private final RetainedTopics topics;
  private final RetainedBrowser retained;
  private final CountDownLatch full = new CountDownLatch(1);
  private final Set<String> asked = new TreeSet<>();
  private long bytes;
  private Optional<String> lost = Optional.empty();

  /**
   * @param address of the broker, as a device list gives it to the driver
   */
  BrokerListener(BrokerBrowseRequest request, MqttSettings settings, Map<String, String> address) {
    this.request = request;
    int topicsMax = request.limits().topicsMax();
    this.births = new BirthBrowser(settings.sparkplug().metricsMax(), topicsMax, address);
    this.topics = new RetainedTopics(topicsMax, settings.bounds().payloadMax());
    this.retained =
        new RetainedBrowser(topics, address, request.deviceLevel(), settings.bounds().topicsMax());
  }

  void receive(Mqtt5Publish message) {
    receive(message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain());
  }

  synchronized void receive(String topic, byte[] payload, boolean kept) {
    if (full.getCount() == 0) {
      return;
    }
    bytes += payload.length;
    if (bytes > request.limits().bytesMax()) {
      full.countDown();
      return;
    }
    if (BirthBrowser.owns(topic)) {
      births.receive(topic, payload, kept);
    } else {
      topics.receive(topic, payload, kept);
    }
  }

  /** Reaches zero when no more is taken in. */
  CountDownLatch full() {
    return full;
  }

  /** The edge nodes that are to be asked for their births now, each once. */
  synchronized List<String> toBeAsked() {
    Set<String> wanted = new TreeSet<>(request.rebirth().named());
    if (request.rebirth().seen()) {
      wanted.addAll(births.unborn());
    }
    wanted.removeAll(asked);
    return List.copyOf(wanted);
  }

  synchronized void asked(String node) {
    asked.add(node);
  }

  /** The connection ended before the time was over. */
  synchronized void lost(String detail) {
    lost = Optional.of(detail);
  }

  synchronized BrokerBrowseProgress progress(Duration left) {
    return new BrokerBrowseProgress(left, births.nodes(), births.births(), topics.size());
  }

  synchronized BrokerDescription description() {
    List<DiscoveredDevice> devices = new ArrayList<>(births.devices());
    devices.addAll(retained.devices());
    List<String> remarks = new ArrayList<>(births.remarks(asked));
    remarks.addAll(retained.remarks());
    Optional<String> unfinished = unfinished(devices.size());
    return new BrokerDescription(
        devices.subList(0, Math.min(DEVICES_MAX, devices.size())), remarks, unfinished);
  }

  private Optional<String> unfinished(int devices) {
    List<String> why = new ArrayList<>();
    lost.ifPresent(why::add);
    if (full.getCount() == 0) {
      why.add("more than %d bytes came (--max-bytes)".formatted(request.limits().bytesMax()));
    }
    if (topics.leftOut() > 0 || births.leftOut() > 0) {
      why.add(
          "%d retained messages and %d births are beyond %d topics and metrics (--max-topics)"
              .formatted(topics.leftOut(), births.leftOut(), request.limits().topicsMax()));
    }
    if (devices > DEVICES_MAX) {
      why.add("%d of %d devices were left out".formatted(devices - DEVICES_MAX, devices));
    }
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", why) + "; --under TOPIC/# names a part");
  }
}
