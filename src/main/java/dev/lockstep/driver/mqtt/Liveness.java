package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The liveness of a device by birth message and last will (MQTT 5, 3.1.2.5). Thread-safe. */
final class Liveness {
  private static final Logger LOG = Logger.getLogger(Liveness.class);

  private final DeviceName device;
  private final MqttAddress.Availability availability;
  private final TimeSource clock;
  private volatile LinkStatus status;

  /**
   * The detail that was logged last, so that each change is logged once, also over reconnects. Used
   * by the client's thread only.
   */
  private String logged = "";

  Liveness(DeviceName device, MqttAddress.Availability availability, TimeSource clock) {
    this.device = device;
    this.availability = availability;
    this.clock = clock;
    this.status = waiting();
  }

  String topic() {
    return availability.topic();
  }

  LinkStatus status() {
    return status;
  }

  /** Resets the status when the connection is lost. */
  void lost() {
    status = waiting();
  }

  /**
   * Takes over a message of the availability topic.
   *
   * @return the reason where the device is not online
   */
  Optional<String> receive(Mqtt5Publish message) {
    Optional<String> lost = lost(message.getPayloadAsBytes());
    LinkStatus next =
        lost.map(detail -> statusOf(State.DISCONNECTED, detail))
            .orElseGet(() -> statusOf(State.CONNECTED, "the device is online"));
    boolean news = !next.detail().equals(logged);
    status = next;
    logged = next.detail();
    if (news) {
      LOG.infof("device=%s mqtt=%s %s", device, next.state(), next.detail());
    }
    return lost;
  }

  /** The reason why the device is not online by this payload; empty where it is. */
  private Optional<String> lost(byte[] payload) {
    if (payload.length == 0) {
      return Optional.of("%s was cleared".formatted(availability.topic()));
    }
    String payloadText;
    try {
      payloadText = PayloadJson.text(payload).strip();
    } catch (MalformedPayloadException unreadable) {
      return Optional.of("%s: %s".formatted(availability.topic(), unreadable.detail()));
    }
    if (payloadText.equals(availability.online())) {
      return Optional.empty();
    }
    return Optional.of(
        payloadText.equals(availability.offline())
            ? "the device is offline: %s says \"%s\"".formatted(availability.topic(), payloadText)
            : "%s says \"%s\", which is neither \"%s\" nor the offline payload"
                .formatted(
                    availability.topic(), ErrorText.brief(payloadText), availability.online()));
  }

  private LinkStatus waiting() {
    String detail = "waiting for the device to publish \"%s\" on %s";
    return statusOf(
        State.CONNECTING, detail.formatted(availability.online(), availability.topic()));
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, clock.now().wall());
  }
}
