package dev.lockstep.outbox;

import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;

/** Settings of orders: {@code lockstep.orders.*}. Off where neither channel is enabled. */
public interface OrderSettings {
  /** Of one message; a larger one is a dead letter. */
  @WithDefault("384K")
  @Range(least = "1K", most = "4M")
  ByteSize sizeMax();

  /** Messages of one channel that are here and not acknowledged. */
  @WithDefault("64")
  @Range(least = "1", most = "1000")
  int inFlightMax();

  @WithParentName
  Times times();

  Kafka kafka();

  Mqtt mqtt();

  /** Whether any channel is on. */
  default boolean enabled() {
    return kafka().enabled() || mqtt().enabled();
  }

  /** How long things may take. */
  interface Times extends RetryTimes {
    /** The age from which an order moves nothing any more: it is a dead letter. */
    @WithDefault("15m")
    @Range(least = "1s", most = "7d")
    Duration ageMax();

    /** How long the log, or the broker with a dead letter, may take. */
    @WithDefault("10s")
    @Range(least = "1s", most = "1m")
    Duration answerMax();
  }

  /**
   * The channel from a Kafka cluster; its servers, TLS and credentials are the keys {@code
   * kafka.*}.
   */
  interface Kafka {
    @WithDefault("false")
    boolean enabled();

    @WithDefault("lockstep-orders")
    String topic();

    /** Its consumer group: the same for all replicas. */
    @WithDefault("lockstep-orders")
    String group();

    @WithDefault("lockstep-orders-dead")
    String deadLetterTopic();
  }

  /** The channel from an MQTT broker, which keeps a session for its {@code clientId}. */
  interface Mqtt extends MqttConnectionSettings {
    /** A topic, or {@code $share/GROUP/TOPIC} where several replicas share it. */
    @WithDefault("lockstep/orders")
    String topic();

    @WithDefault("lockstep/orders/dead")
    String deadLetterTopic();
  }
}
