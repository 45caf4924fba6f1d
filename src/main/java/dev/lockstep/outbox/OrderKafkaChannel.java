package dev.lockstep.outbox;

import dev.lockstep.device.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Orders from a Kafka topic. Offsets are committed up to the first message that is not durable
 * elsewhere; a partition's messages are begun in their order. What cannot be taken now stops the
 * fetching, not the heartbeat. One thread, which alone touches the consumer.
 */
final class OrderKafkaChannel implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final OrderKafkaClients clients;
  private final OrderSettings settings;
  private final OrderDesk desk;
  private final RandomGenerator random;
  private final TimeSource clock;
  private final OrderChannelStanding standing;
  private final Thread worker;
  private volatile boolean closed;

  OrderKafkaChannel(
      OrderKafkaClients clients, OrderDesk desk, RandomGenerator random, TimeSource clock) {
    this.clients = clients;
    this.settings = clients.settings();
    this.desk = desk;
    this.random = random;
    this.clock = clock;
    this.standing =
        desk.standing(
            "kafka", "Kafka %s topic %s".formatted(clients.servers(), settings.kafka().topic()));
    this.worker =
        Thread.ofPlatform().name("lockstep-orders-kafka").daemon(true).unstarted(this::run);
  }

  OrderChannelStanding standing() {
    return standing;
  }

  void start() {
    worker.start();
  }

  private void run() {
    for (int attempt = 0; !closed; attempt++) {
      try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
          KafkaProducer<byte[], byte[]> producer = clients.producer()) {
        new Session(consumer, producer).run();
        return;
      } catch (InterruptedException stopped) {
        return;
      } catch (WakeupException | InterruptException stopped) {
        return;
      } catch (KafkaException fault) {
        standing.report(KafkaFaults.ORDERS.sentence(fault));
      } catch (RuntimeException bug) { // the thread's outermost frame
        standing.reportBug(bug);
        return;
      }
      if (!slept(settings.times().backoff().pause(attempt, random))) {
        return;
      }
    }
  }

  private static boolean slept(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException stopped) {
      return false;
    }
  }

  /** One life of the clients. */
  private final class Session {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic = settings.kafka().topic();
    private int refusals;
    private long resumeAt;

    Session(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
      this.consumer = consumer;
      this.producer = producer;
    }

    void run() throws InterruptedException {
      if (consumer.partitionsFor(topic, settings.times().answerMax()).isEmpty()) {
        throw new UnknownTopicOrPartitionException(topic);
      }
      consumer.subscribe(List.of(topic));
      while (!closed) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!consumer.paused().isEmpty() && clock.ticks() - resumeAt >= 0) {
          consumer.resume(consumer.paused());
        }
        handle(records);
        if (consumer.assignment().isEmpty()) {
          refusals = 0; // what could not be taken is another member's now
          standing.left();
        }
        observe();
      }
    }

    /** What was fetched and not handled is fetched again: its partition is set back to it. */
    private void handle(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      Map<TopicPartition, Long> left = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> each : records) {
        TopicPartition partition = new TopicPartition(each.topic(), each.partition());
        if (closed || !left.isEmpty()) {
          left.putIfAbsent(partition, each.offset());
          continue;
        }
        standing.tried();
        try {
          standing.done(desk.handle(message(each), this::bury));
          done.put(partition, new OffsetAndMetadata(each.offset() + 1));
          refusals = 0;
        } catch (OrderNotNowException later) {
          standing.putOff(later);
          left.put(partition, each.offset());
          pauseAll();
        }
      }
      commit(done);
      left.forEach(this::setBack);
    }

    private void setBack(TopicPartition partition, long offset) {
      if (consumer.assignment().contains(partition)) {
        consumer.seek(partition, offset);
      }
    }

    /** Polled on while paused, or the group would give the partitions to another member. */
    private void pauseAll() {
      consumer.pause(consumer.assignment());
      resumeAt = clock.ticks() + settings.times().backoff().pause(refusals, random).toNanos();
      refusals++;
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> done) {
      if (done.isEmpty()) {
        return;
      }
      try {
        consumer.commitSync(done, settings.times().answerMax());
      } catch (CommitFailedException
          | RetriableCommitFailedException
          | RebalanceInProgressException
          | org.apache.kafka.common.errors.TimeoutException uncommitted) {
        // They come again, here or at another member, and their ids are known.
        standing.report(KafkaFaults.ORDERS.sentence(uncommitted));
      }
    }

    /** A consumer says nothing of a broker that is away: it polls in vain. */
    private void observe() {
      Optional<Double> connections =
          consumer.metrics().entrySet().stream()
              .filter(each -> each.getKey().name().equals("connection-count"))
              .filter(each -> each.getKey().group().equals("consumer-metrics"))
              .map(each -> (Double) each.getValue().metricValue())
              .findFirst();
      if (connections.orElse(1.0) < 1) {
        standing.report(
            "there is no connection to the cluster; start it, or check kafka.bootstrap.servers");
      } else if (refusals == 0) {
        standing.over();
      }
    }

    private void bury(byte[] json) throws OrderNotNowException, InterruptedException {
      String dead = settings.kafka().deadLetterTopic();
      ProducerRecord<byte[], byte[]> letter =
          new ProducerRecord<>(
              dead,
              null,
              null,
              null,
              json,
              Set.of(
                  new RecordHeader(
                      "content-type", DeadLetter.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII))));
      try {
        producer
            .send(letter)
            .get(2 * settings.times().answerMax().toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException | KafkaException fault) {
        throw new OrderNotNowException(
            "a refused order waits, the dead-letter topic %s does not take it: %s"
                .formatted(dead, KafkaFaults.ORDERS.sentence(fault)));
      }
    }

    private OrderMessage message(ConsumerRecord<byte[], byte[]> each) {
      Map<String, String> headers = new HashMap<>();
      each.headers()
          .forEach(
              header -> {
                byte[] value = header.value();
                headers.put(
                    header.key().toLowerCase(Locale.ROOT),
                    value == null ? "" : new String(value, StandardCharsets.UTF_8));
              });
      byte[] body = each.value();
      return new OrderMessage(
          "kafka " + each.topic(),
          "%d@%d".formatted(each.partition(), each.offset()),
          headers,
          new OrderBody(body == null ? new byte[0] : body),
          Optional.of(Instant.ofEpochMilli(each.timestamp())),
          false);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!worker.join(CLOSE_WITHIN)) {
        worker.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
