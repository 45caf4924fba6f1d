package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.Preparation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker, a conveyor with a set topic and a state topic there, and the gateway's link to it. */
final class PlainWriteBench implements AutoCloseable {
  final TestBroker broker;
  final MqttTestGateway line;

  PlainWriteBench(Path directory) throws Exception {
    broker = TestBroker.started(directory);
    line = MqttTestGateway.of(conveyor(Map.of()));
  }

  /**
   * The conveyor.
   *
   * @param address more keys of its address
   */
  Device conveyor(Map<String, String> address) {
    Map<String, String> keys = new HashMap<>(address);
    keys.put("Broker", broker.uri());
    return MqttTestGateway.conveyor(keys, new Preparation.None());
  }

  /** A machine that receives writes, and publishes nothing by itself. */
  Machine listening() {
    return Machine.listening(broker, Belt.SET);
  }

  @Override
  public void close() {
    line.close();
    broker.close();
  }
}
