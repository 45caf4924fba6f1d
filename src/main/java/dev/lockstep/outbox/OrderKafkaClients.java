package dev.lockstep.outbox;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Clients of a Kafka cluster: a consumer of orders whose offsets are committed by hand, and a
 * producer of dead letters that all in-sync replicas acknowledge.
 *
 * @param cluster Kafka's own properties: servers, TLS, credentials
 */
record OrderKafkaClients(Map<String, Object> cluster, OrderSettings settings) {
  OrderKafkaClients {
    cluster = Map.copyOf(cluster);
  }

  /** For people. */
  String servers() {
    return String.valueOf(cluster.getOrDefault("bootstrap.servers", "localhost:9092"));
  }

  KafkaConsumer<byte[], byte[]> consumer() {
    Properties all = common();
    all.put("group.id", settings.kafka().group());
    all.put("enable.auto.commit", "false");
    // A group that is new takes what was ordered before it: nothing is lost, and what is old is
    // refused by its age.
    all.put("auto.offset.reset", "earliest");
    // Kafka's own 45 s would be how long orders wait after a kill, until the dead member is out.
    all.putIfAbsent("session.timeout.ms", "10000");
    all.put("max.poll.records", Integer.toString(settings.inFlightMax()));
    all.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  KafkaProducer<byte[], byte[]> producer() {
    String most = Long.toString(settings.times().answerMax().toMillis());
    Properties all = common();
    all.put("acks", "all");
    all.put("enable.idempotence", "true");
    all.put("max.block.ms", most);
    all.put("delivery.timeout.ms", most);
    all.put("request.timeout.ms", most);
    all.put("linger.ms", "0");
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Properties common() {
    Properties all = new Properties();
    cluster.forEach((name, value) -> all.put(name, String.valueOf(value)));
    return all;
  }
}
