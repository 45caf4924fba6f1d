package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import java.util.Optional;

/** What a device says of itself by birth and last will. Thread-safe. */
final class Liveness {
  private final Address.Availability words;
  private final TimeSource clock;
  private volatile LinkStatus status;

  Liveness(Address.Availability words, TimeSource clock) {
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
    String said;
    try {
      said = Payloads.text(message.getPayloadAsBytes()).strip();
    } catch (MalformedPayload unreadable) {
      said = "";
    }
    if (said.equals(words.online())) {
      status = statusOf(State.CONNECTED, "the device is online");
      return Optional.empty();
    }
    String detail =
        said.equals(words.offline())
            ? "the device is offline: %s says \"%s\"".formatted(words.topic(), said)
            : "%s says \"%s\"; %s would be right"
                .formatted(words.topic(), Words.brief(said), words.online());
    status = statusOf(State.DISCONNECTED, detail);
    return Optional.of(detail);
  }

  private LinkStatus silent() {
    String detail = "waits for the device to say \"%s\" on %s";
    return statusOf(State.CONNECTING, detail.formatted(words.online(), words.topic()));
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, clock.now().wall());
  }
}
