package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.tahu.edge.EdgeClient;
import org.eclipse.tahu.edge.api.MetricHandler;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.EdgeNodeDescriptor;
import org.eclipse.tahu.message.model.MessageType;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.message.model.SparkplugBPayloadMap;
import org.eclipse.tahu.message.model.SparkplugDescriptor;
import org.eclipse.tahu.message.model.StatePayload;
import org.eclipse.tahu.message.model.Topic;
import org.eclipse.tahu.model.MqttServerDefinition;
import org.eclipse.tahu.mqtt.ClientCallback;
import org.eclipse.tahu.mqtt.MqttClientId;
import org.eclipse.tahu.mqtt.MqttServerName;
import org.eclipse.tahu.mqtt.MqttServerUrl;

/** An edge node with one device on Eclipse Tahu, which waits for its primary host. */
@SuppressWarnings("JavaUtilDate") // Tahu's own interface
final class TahuEdgeNode implements MetricHandler, ClientCallback, AutoCloseable {
  private static final String STATE = "spBv1.0/STATE/";
  private static final EdgeNodeDescriptor NODE =
      new EdgeNodeDescriptor(PressNode.GROUP, PressNode.NODE);
  private static final Topic DEATH =
      new Topic("spBv1.0", PressNode.GROUP, PressNode.NODE, MessageType.NDEATH);

  private record Held(MetricDataType type, Object value) {}

  private final Map<String, Held> metrics = new LinkedHashMap<>();
  private final EdgeClient client;

  TahuEdgeNode(TestBroker broker, String primaryHost) throws Exception {
    metrics.put("Motor/Speed", new Held(MetricDataType.Double, 10.0));
    metrics.put("Motor/Steps", new Held(MetricDataType.UInt32, 3_000_000_000L));
    metrics.put("Motor/Level", new Held(MetricDataType.Int16, (short) -5));
    metrics.put("Motor/On", new Held(MetricDataType.Boolean, false));
    metrics.put("Motor/Name", new Held(MetricDataType.String, "press"));
    MqttServerDefinition server =
        new MqttServerDefinition(
            new MqttServerName("broker"),
            new MqttClientId("tahu-press", false),
            new MqttServerUrl("tcp://127.0.0.1:" + broker.port()),
            null,
            null,
            30,
            DEATH);
    client =
        new EdgeClient(
            this,
            NODE,
            List.of(PressNode.DEVICE),
            primaryHost,
            false,
            10L,
            List.of(server),
            this,
            null);
    Thread.ofPlatform().daemon().name("tahu edge node").start(client);
  }

  @Override
  public Topic getDeathTopic() {
    return DEATH;
  }

  @Override
  public byte[] getDeathPayloadBytes() throws Exception {
    SparkplugBPayload death =
        new SparkplugBPayload.SparkplugBPayloadBuilder()
            .setTimestamp(new Date())
            .addMetric(metric("bdSeq", new Held(MetricDataType.Int64, 0L)))
            .createPayload();
    return new SparkplugBPayloadEncoder().getBytes(death, true);
  }

  private static Metric metric(String name, Held held) throws Exception {
    return new Metric.MetricBuilder(name, held.type(), held.value())
        .timestamp(new Date())
        .createMetric();
  }

  private synchronized List<Metric> all() throws Exception {
    List<Metric> all = new ArrayList<>();
    for (Map.Entry<String, Held> each : metrics.entrySet()) {
      all.add(metric(each.getKey(), each.getValue()));
    }
    return all;
  }

  @Override
  public void publishBirthSequence() {
    try {
      SparkplugBPayloadMap node = new SparkplugBPayloadMap();
      node.setTimestamp(new Date());
      node.addMetric(metric("bdSeq", new Held(MetricDataType.Int64, 0L)));
      node.addMetric(metric("Node Control/Rebirth", new Held(MetricDataType.Boolean, false)));
      client.publishNodeBirth(node);
      client.publishDeviceBirth(PressNode.DEVICE, payload(all()));
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static SparkplugBPayload payload(List<Metric> all) {
    return new SparkplugBPayload.SparkplugBPayloadBuilder()
        .setTimestamp(new Date())
        .addMetrics(all)
        .createPayload();
  }

  @Override
  public boolean hasMetric(SparkplugDescriptor descriptor, String name) {
    return metrics.containsKey(name) || name.equals("Node Control/Rebirth");
  }

  @Override
  public void messageArrived(
      MqttServerName name, MqttServerUrl url, MqttClientId id, String topic, MqttMessage message) {
    try {
      if (topic.startsWith(STATE)) {
        client.handleStateMessage(
            topic.substring(STATE.length()),
            new ObjectMapper().readValue(message.getPayload(), StatePayload.class));
      } else if (topic.contains("/NCMD/")) {
        client.handleRebirthRequest(true);
      } else if (topic.contains("/DCMD/")) {
        client.publishDeviceData(PressNode.DEVICE, payload(written(message)));
      }
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private synchronized List<Metric> written(MqttMessage message) throws Exception {
    List<Metric> changed = new ArrayList<>();
    SparkplugBPayload command =
        new SparkplugBPayloadDecoder().buildFromByteArray(message.getPayload(), null);
    for (Metric each : command.getMetrics()) {
      Held before = metrics.get(each.getName());
      if (before != null && !(each.getValue() instanceof BigInteger)) {
        Held after = new Held(before.type(), each.getValue());
        metrics.put(each.getName(), after);
        changed.add(metric(each.getName(), after));
      }
    }
    return changed;
  }

  @Override
  public void connectionLost(
      MqttServerName name, MqttServerUrl url, MqttClientId id, Throwable cause) {}

  @Override
  public void connectComplete(
      boolean reconnect, MqttServerName name, MqttServerUrl url, MqttClientId id) {}

  /** Publishes its death, and ends. */
  void leave() {
    client.disconnect(true);
  }

  @Override
  public void shutdown() {}

  @Override
  public void close() {
    client.shutdown();
  }
}
