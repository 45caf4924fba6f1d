package dev.lockstep.driver.mqtt;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.util.List;
import java.util.Optional;

/** The request to an edge node for its births (Sparkplug 3.0.0, 6.4.16): a command to it. */
final class RebirthRequest {
  private static final String REBIRTH = "Node Control/Rebirth";

  private RebirthRequest() {}

  /**
   * The message.
   *
   * @param topic NCMD of the edge node
   */
  static OutgoingMessage to(String topic, TimeSource clock) {
    SparkplugMetric rebirth =
        SparkplugMetric.command(REBIRTH, SparkplugType.BOOLEAN, new Wire.Flag(true));
    return new OutgoingMessage(
        topic,
        left -> SparkplugCodec.command(clock.now().wall(), List.of(rebirth)),
        0,
        Optional.empty(),
        false);
  }
}
