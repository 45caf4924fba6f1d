package dev.lockstep.driver.mqtt;

import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Device;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A broker, the conveyor that answers requests there, and the gateway's link to it. */
final class ExchangeBench implements AutoCloseable {
  static final Order ORDER = MqttTestGateway.order("t1~SetSpeed", MqttTestGateway.EXCHANGE, 42);

  final TestBroker broker;
  private @Nullable MqttTestGateway line;

  ExchangeBench(Path directory) throws Exception {
    broker = TestBroker.started(directory);
  }

  static String answer(String state) {
    return "{\"id\":\"t1~SetSpeed\",\"state\":\"%s\",\"detail\":\"so it is\"}".formatted(state);
  }

  /** A machine that answers every request with a state. */
  Machine saying(String state) {
    return machine((self, request) -> self.answer(request, answer(state)));
  }

  Machine machine(BiConsumer<Machine, Mqtt5Publish> script) {
    Machine machine = Machine.on(broker, "lockstep/conveyor/+", script);
    open(MqttTestGateway.conveyor(Map.of("Broker", broker.uri()), MqttTestGateway.EXCHANGE));
    return machine;
  }

  /** Closes the earlier link: two with one name would replace each other. */
  void open(Device device) {
    if (line != null) {
      line.close();
    }
    line = MqttTestGateway.of(device).connected();
  }

  MqttTestGateway line() {
    if (line == null) {
      throw new IllegalStateException("no machine yet");
    }
    return line;
  }

  DeviceLink link() {
    return line().link();
  }

  OrderStatus fire() {
    return link().fire(ORDER, line().soon());
  }

  OrderStatus recall() {
    return link().queryOrder(ORDER, line().soon());
  }

  IgnoredMessages ignored() {
    return line().driver.ignored(MqttTestGateway.CONVEYOR);
  }

  void awaitUnmatched(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> ignored().unmatched() >= count);
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
    }
    broker.close();
  }
}
