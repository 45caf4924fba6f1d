package dev.lockstep.outbox;

import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the outbox: {@code lockstep.outbox.*}. Off where neither channel is enabled. */
public interface OutboxSettings {
  /** Where the cursors are kept; else beside the journal, with its name. */
  Optional<Path> path();

  /** Entries of one source that wait for one channel; beyond, the oldest are not told. */
  @WithDefault("1000000")
  @Range(least = "100")
  long waitingMax();

  /** Events that are under way to one broker at one time. */
  @WithDefault("256")
  @Range(least = "1", most = "10000")
  int windowMax();

  @WithParentName
  Times times();

  Mqtt mqtt();

  Kafka kafka();

  /** Whether anything is told at all. */
  default boolean enabled() {
    return mqtt().enabled() || kafka().enabled();
  }

  /** How long things may take. */
  interface Times extends RetryTimes {
    /** How long an entry may wait until it is looked for. */
    @WithDefault("100ms")
    @Range(least = "1ms", most = "1m")
    Duration followEvery();

    /** How long a cursor may wait to be noted: what is told in that time, a kill has told again. */
    @WithDefault("1s")
    @Range(least = "1ms", most = "1m")
    Duration noteEvery();

    /** How often is looked for what waits for a person. */
    @WithDefault("2s")
    @Range(least = "50ms", most = "1m")
    Duration alarmsEvery();

    /** How long a broker may take to acknowledge an event. */
    @WithDefault("10s")
    @Range(least = "1s", most = "10m")
    Duration answerMax();
  }

  /** The channel to an MQTT broker. */
  interface Mqtt extends MqttConnectionSettings {
    @WithDefault("lockstep/events")
    String topic();
  }

  /** The channel to a Kafka cluster; its servers, TLS and credentials are Quarkus' own keys. */
  interface Kafka {
    @WithDefault("false")
    boolean enabled();

    @WithDefault("lockstep-events")
    String topic();
  }
}
