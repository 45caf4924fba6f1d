package dev.lockstep.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Topics of a broker, through Kafka's clients in this process: a JVM for each line would cost
 * seconds. Each call opens clients of its own.
 */
final class KafkaTopics {
  private static final long ANSWER_WITHIN_SECONDS = 120;
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> cluster;

  KafkaTopics(String bootstrap) {
    this.cluster = Map.of("bootstrap.servers", bootstrap);
  }

  void create(String name, int partitions) {
    try (Admin admin = Admin.create(cluster)) {
      await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
    }
  }

  /** From now on that user alone may read and write it. */
  void reserve(String name, String user) {
    ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
    AccessControlEntry all =
        new AccessControlEntry("User:" + user, "*", AclOperation.ALL, AclPermissionType.ALLOW);
    try (Admin admin = Admin.create(cluster)) {
      await(admin.createAcls(List.of(new AclBinding(topic, all))).all());
    }
  }

  void send(String topic, List<String> lines) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(cluster, new StringSerializer(), new StringSerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (String line : lines) {
        sent.add(producer.send(new ProducerRecord<>(topic, line)));
      }
      for (Future<?> each : sent) {
        await(each);
      }
    }
  }

  /** From the beginning, until so many have come, or the time is over. */
  List<KafkaMessage> read(String topic, int count, Duration within) {
    List<KafkaMessage> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(topic)) {
      long end = System.nanoTime() + within.toNanos();
      while (read.size() < count && System.nanoTime() - end < 0) {
        take(consumer, read);
      }
    }
    return read;
  }

  /** All that it holds at this moment. */
  List<KafkaMessage> readAll(String topic) {
    List<KafkaMessage> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        take(consumer, read);
      }
    }
    return read;
  }

  private KafkaConsumer<String, String> consumer(String topic) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(cluster, new StringDeserializer(), new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static void take(KafkaConsumer<String, String> consumer, List<KafkaMessage> read) {
    for (ConsumerRecord<String, String> each : consumer.poll(POLL)) {
      String key = each.key();
      read.add(new KafkaMessage(key == null ? "" : key, each.value()));
    }
  }

  /** The offset that a group has committed in partition 0; -1 where it has none. */
  long committed(String group, String topic) {
    try (Admin admin = Admin.create(cluster)) {
      OffsetAndMetadata offset =
          await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
              .get(new TopicPartition(topic, 0));
      return offset == null ? -1 : offset.offset();
    }
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
