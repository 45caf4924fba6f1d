package dev.lockstep.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests' own broker, which others rely on to keep what it took. */
class KafkaBrokerTest {
  private static final Path JARS =
      Path.of(System.getProperty("lockstep.kafka.jars", KafkaBroker.JARS.toString()));

  @Test
  void keepsItsMessagesThroughAKillAndAFreeze(@TempDir Path folder) {
    KafkaJvm jvm = new KafkaJvm(JARS);
    assumeTrue(
        jvm.installed() || "true".equals(System.getenv("LOCKSTEP_CI")),
        "target/kafka is not there; `make package` brings it");
    try (KafkaBroker broker = new KafkaBroker(JARS, folder, Map.of())) {
      broker.start().createTopic("words", 2);
      broker.produce("words", List.of("one", "two"));
      broker.kill();
      broker.start();
      broker.freeze();
      broker.thaw();

      assertThat(broker.consume("words", 2, Duration.ofSeconds(30)))
          .containsExactlyInAnyOrder("one", "two");
    }
  }
}
