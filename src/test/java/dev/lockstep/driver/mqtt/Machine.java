package dev.lockstep.driver.mqtt;

import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A scripted machine: subscribes, keeps the messages, and does what its script says. */
final class Machine implements AutoCloseable {
  private final Mqtt5BlockingClient client;
  private final List<Mqtt5Publish> got = new CopyOnWriteArrayList<>();

  private Machine(Mqtt5BlockingClient client) {
    this.client = client;
  }

  /** Connects and subscribes; the script is called for every message, on the client's thread. */
  static Machine on(TestBroker broker, String filter, BiConsumer<Machine, Mqtt5Publish> script) {
    return on(broker, List.of(filter), script);
  }

  static Machine on(
      TestBroker broker, List<String> filters, BiConsumer<Machine, Mqtt5Publish> script) {
    Mqtt5BlockingClient client =
        Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
    Machine machine = new Machine(client);
    client
        .toAsync()
        .publishes(
            MqttGlobalPublishFilter.ALL,
            message -> {
              machine.got.add(message);
              script.accept(machine, message);
            });
    client.connect();
    for (String filter : filters) {
      client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    }
    return machine;
  }

  static Machine listening(TestBroker broker, String filter) {
    return on(broker, filter, (machine, message) -> {});
  }

  List<Mqtt5Publish> got() {
    return List.copyOf(got);
  }

  List<String> payloads() {
    return got.stream().map(Machine::text).toList();
  }

  void awaitMessages(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> got.size() >= count);
  }

  static String text(Mqtt5Publish message) {
    return new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
  }

  void say(String topic, String payload) {
    publish(topic, payload, false);
  }

  void keep(String topic, String payload) {
    publish(topic, payload, true);
  }

  private void publish(String topic, String payload, boolean retain) {
    client
        .toAsync()
        .publishWith()
        .topic(topic)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(retain)
        .send();
  }

  /** Answers a request, with its own correlation data. */
  void answer(Mqtt5Publish request, String payload) {
    answer(request, payload.getBytes(StandardCharsets.UTF_8), request);
  }

  /** Answers a request with the correlation data of another. */
  void answer(Mqtt5Publish request, byte[] payload, Mqtt5Publish correlated) {
    client
        .toAsync()
        .publishWith()
        .topic(request.getResponseTopic().orElseThrow())
        .payload(payload)
        .qos(MqttQos.AT_LEAST_ONCE)
        .correlationData(correlated.getCorrelationData().orElseThrow())
        .send();
  }

  /** Answers a request with correlation data of its own making. */
  void correlated(Mqtt5Publish request, String payload, byte[] correlation) {
    client
        .toAsync()
        .publishWith()
        .topic(request.getResponseTopic().orElseThrow())
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .qos(MqttQos.AT_LEAST_ONCE)
        .correlationData(correlation)
        .send();
  }

  @Override
  public void close() {
    if (client.getState().isConnected()) {
      client.disconnect();
    }
  }
}
