package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What a device says of itself by birth and last will. Thread-safe. */
final class Liveness {
  private static final Logger LOG = Logger.getLogger(Liveness.class);

  private final DeviceName device;
  private final MqttAddress.Availability words;
  private final TimeSource clock;
  private volatile LinkStatus status;

  /** What was logged last: once for each change, also over reconnects. Only the client's thread. */
  private String told = "";

  Liveness(DeviceName device, MqttAddress.Availability words, TimeSource clock) {
    this.device = device;
    this.words = words;
    this.clock = clock;
    this.status = silent();
  }

  String topic() {
    return words.topic();
  }

  LinkStatus status() {
    return status;
  }

  /** Forgets what was said on a connection that is lost. */
  void lost() {
    status = silent();
  }

  /** Takes what the device says; the reason where it is not online any more. */
  Optional<String> heard(Mqtt5Publish message) {
    Optional<String> lost = lost(message.getPayloadAsBytes());
    LinkStatus next =
        lost.map(detail -> statusOf(State.DISCONNECTED, detail))
            .orElseGet(() -> statusOf(State.CONNECTED, "the device is online"));
    boolean news = !next.detail().equals(told);
    status = next;
    told = next.detail();
    if (news) {
      LOG.infof("device=%s mqtt=%s %s", device, next.state(), next.detail());
    }
    return lost;
  }

  /** Why the device is not online by these words; empty where it is. */
  private Optional<String> lost(byte[] payload) {
    if (payload.length == 0) {
      return Optional.of("%s has no value any more".formatted(words.topic()));
    }
    String said;
    try {
      said = PayloadJson.text(payload).strip();
    } catch (MalformedPayloadException unreadable) {
      return Optional.of("%s: %s".formatted(words.topic(), unreadable.detail()));
    }
    if (said.equals(words.online())) {
      return Optional.empty();
    }
    return Optional.of(
        said.equals(words.offline())
            ? "the device is offline: %s says \"%s\"".formatted(words.topic(), said)
            : "%s says \"%s\"; %s would be right"
                .formatted(words.topic(), ErrorText.brief(said), words.online()));
  }

  private LinkStatus silent() {
    String detail = "waits for the device to say \"%s\" on %s";
    return statusOf(State.CONNECTING, detail.formatted(words.online(), words.topic()));
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, clock.now().wall());
  }
}
