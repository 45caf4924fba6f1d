package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A machine that publishes on {@code plant/conveyor/X}, retained, what it was set to on {@code
 * plant/conveyor/X/set}, as it interprets it.
 */
final class Echo implements AutoCloseable {
  private static final String SET = "/set";

  private final Machine machine;

  /** The interpretation of a payload. */
  volatile UnaryOperator<String> understanding = payload -> payload;

  /**
   * Connected.
   *
   * @param states what it tells at first, by the last level of the topic
   */
  Echo(TestBroker broker, Map<String, String> states) {
    machine = Machine.on(broker, "plant/conveyor/+/set", this::heard);
    states.forEach(this::tell);
  }

  void tell(String name, String payload) {
    machine.keep("plant/conveyor/" + name, payload);
  }

  Machine machine() {
    return machine;
  }

  private void heard(Machine self, Mqtt5Publish message) {
    String topic = message.getTopic().toString();
    self.keep(
        topic.substring(0, topic.length() - SET.length()),
        understanding.apply(Machine.text(message)));
  }

  @Override
  public void close() {
    machine.close();
  }
}
