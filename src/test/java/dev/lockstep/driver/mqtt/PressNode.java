package dev.lockstep.driver.mqtt;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

/**
 * An edge node with one device, a drive with a speed, that keeps Sparkplug 3.0.0 over MQTT 3.1.1,
 * except where a test breaks it. Its payloads are made by classes generated from the published
 * schema.
 */
final class PressNode implements AutoCloseable {
  static final String GROUP = "Plant";
  static final String NODE = "Press";
  static final String DEVICE = "Drive";
  static final long SPEED_ALIAS = 7;

  /** The speed that it sets for a requested one. */
  volatile LongUnaryOperator doing = asked -> asked;

  /** Carries commands out, and its data messages are lost. */
  volatile boolean losing;

  /** Does not hear requests for its births. */
  volatile boolean deaf;

  /** Says what it does by historical values alone. */
  volatile boolean historical;

  /** Does nothing with commands. */
  volatile boolean idle;

  /** Sends each data message twice. */
  volatile boolean doubling;

  /** Called with the speed of a command before it is carried out. */
  volatile Runnable beforeMoving = () -> {};

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private final Mqtt3AsyncClient client;
  private final List<Payload> commands = new CopyOnWriteArrayList<>();
  private final List<Payload> rebirths = new CopyOnWriteArrayList<>();
  private final boolean aliases;
  private final long bdSeq;
  private long seq;
  private volatile int mode = 1;
  private volatile long speed;

  /** Connects, with its death as the will, and gives birth. */
  PressNode(TestBroker broker, long speed, long bdSeq, boolean aliases) throws Exception {
    this.speed = speed;
    this.bdSeq = bdSeq;
    this.aliases = aliases;
    this.client =
        Mqtt3Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildAsync();
    // On a thread of its own: a client's threads are shared with the gateway's.
    client.publishes(MqttGlobalPublishFilter.ALL, this::heard, thread);
    client
        .connectWith()
        .cleanSession(true)
        .willPublish(
            Mqtt3Publish.builder()
                .topic(topic("NDEATH", ""))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(death(bdSeq).toByteArray())
                .build())
        .send()
        .get(10, TimeUnit.SECONDS);
    for (String kind : List.of("NCMD", "DCMD")) {
      client
          .subscribeWith()
          .topicFilter("spBv1.0/%s/%s/%s/#".formatted(GROUP, kind, NODE))
          .qos(MqttQos.AT_LEAST_ONCE)
          .send()
          .get(10, TimeUnit.SECONDS);
    }
    bear();
  }

  static String topic(String kind, String device) {
    String node = "spBv1.0/%s/%s/%s".formatted(GROUP, kind, NODE);
    return device.isEmpty() ? node : node + "/" + device;
  }

  static Payload death(long bdSeq) {
    return Payload.newBuilder().addMetrics(metric("bdSeq", 4).setLongValue(bdSeq)).build();
  }

  static Metric.Builder metric(String name, int datatype) {
    return Metric.newBuilder()
        .setName(name)
        .setDatatype(datatype)
        .setTimestamp(System.currentTimeMillis());
  }

  /** Publishes its births. */
  synchronized void bear() {
    seq = 0;
    publish(
        topic("NBIRTH", ""),
        payload()
            .addMetrics(metric("bdSeq", 4).setLongValue(bdSeq))
            .addMetrics(metric("Node Control/Rebirth", 11).setBooleanValue(false))
            .addMetrics(metric("Mode", 3).setIntValue(mode)));
    publish(
        topic("DBIRTH", DEVICE),
        payload()
            .addMetrics(born("Motor/Speed", SPEED_ALIAS, 10).setDoubleValue((double) speed))
            .addMetrics(born("Motor/Count", 8, 8).setLongValue(-1L))
            .addMetrics(born("Motor/Name", 9, 12).setStringValue("press"))
            .addMetrics(born("Motor/Codes", 10, 24).setBytesValue(ByteString.copyFrom(new byte[8])))
            .addMetrics(born("Motor/Since", 11, 13).setLongValue(1_767_592_800_000L))
            .addMetrics(born("Motor/Unset", 12, 3).setIsNull(true))
            .addMetrics(
                born("Motor/Recipe", 13, 19).setTemplateValue(Payload.Template.newBuilder())));
  }

  private Metric.Builder born(String name, long alias, int datatype) {
    Metric.Builder metric = metric(name, datatype);
    return aliases ? metric.setAlias(alias) : metric;
  }

  Payload.Builder payload() {
    return Payload.newBuilder().setTimestamp(System.currentTimeMillis()).setSeq(seq++ % 256);
  }

  /** A metric of a data message: by alias alone where it has aliases. */
  Metric.Builder told(double shown) {
    Metric.Builder metric =
        Metric.newBuilder().setTimestamp(System.currentTimeMillis()).setDoubleValue(shown);
    return aliases ? metric.setAlias(SPEED_ALIAS) : metric.setName("Motor/Speed");
  }

  void publish(String topic, Payload.Builder payload) {
    client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_MOST_ONCE)
        .payload(payload.build().toByteArray())
        .send();
  }

  /** Publishes its speed, as a change. */
  synchronized void tell() {
    Payload.Builder data = payload().addMetrics(told((double) speed).setIsHistorical(historical));
    if (losing) {
      return;
    }
    publish(topic("DDATA", DEVICE), data);
    if (doubling) {
      publish(topic("DDATA", DEVICE), data);
    }
  }

  /** Takes a sequence number, and publishes nothing under it. */
  synchronized long skip() {
    return seq++ % 256;
  }

  /** Publishes a speed under a sequence number that it skipped before. */
  void tellLate(long number, double shown) {
    publish(
        topic("DDATA", DEVICE),
        Payload.newBuilder()
            .setTimestamp(System.currentTimeMillis())
            .setSeq(number)
            .addMetrics(told(shown)));
  }

  void setByHand(long other) {
    speed = other;
    tell();
  }

  synchronized void dieAsDevice() {
    publish(topic("DDEATH", DEVICE), payload());
  }

  List<Payload> commands() {
    return List.copyOf(commands);
  }

  List<Payload> rebirths() {
    return List.copyOf(rebirths);
  }

  long speed() {
    return speed;
  }

  private void heard(Mqtt3Publish message) {
    Payload payload;
    try {
      payload = Payload.parseFrom(message.getPayloadAsBytes());
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalStateException(malformed);
    }
    if (message.getTopic().toString().contains("/NCMD/")
        && payload.getMetrics(0).getName().equals("Mode")) {
      commands.add(payload);
      mode = payload.getMetrics(0).getIntValue();
      publish(topic("NDATA", ""), payload().addMetrics(metric("Mode", 3).setIntValue(mode)));
      return;
    }
    if (message.getTopic().toString().contains("/NCMD/")) {
      rebirths.add(payload);
      if (!deaf) {
        bear();
      }
      return;
    }
    commands.add(payload);
    beforeMoving.run();
    if (idle) {
      return;
    }
    for (Metric metric : payload.getMetricsList()) {
      boolean known =
          aliases ? metric.getAlias() == SPEED_ALIAS : metric.getName().equals("Motor/Speed");
      if (known) {
        long before = speed;
        speed = doing.applyAsLong((long) metric.getDoubleValue());
        if (speed != before) {
          tell(); // changes alone are published (report by exception)
        }
      }
    }
  }

  /** Ends the connection without a word: the broker publishes the will. */
  void drop() {
    // A DISCONNECT would delete the will: it is published by hand, as the broker would.
    client
        .publishWith()
        .topic(topic("NDEATH", ""))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(death(bdSeq).toByteArray())
        .send()
        .join();
    close();
  }

  @Override
  public void close() {
    if (client.getState().isConnected()) {
      client.disconnect().join();
    }
  }
}
