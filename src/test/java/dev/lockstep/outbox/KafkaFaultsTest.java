package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a person reads where Kafka takes no events: the remedy, whatever the failure is wrapped in.
 */
class KafkaFaultsTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new SaslAuthenticationException("bad password"), "refuses the login"),
        Arguments.of(new SslAuthenticationException("no trusted path"), "outbox-kafka.ssl"),
        Arguments.of(new TopicAuthorizationException("events"), "does not permit the topic"),
        Arguments.of(new UnknownTopicOrPartitionException("none"), "create it"),
        Arguments.of(new NotEnoughReplicasException("1 of 2"), "other brokers"),
        Arguments.of(new RecordTooLargeException("2 MB"), "max.message.bytes"),
        Arguments.of(new ConfigException("No resolvable bootstrap urls"), "bootstrap.servers"),
        Arguments.of(
            new TimeoutException("Topic events not present in metadata after 5000 ms."),
            "lockstep.outbox.kafka.topic"),
        Arguments.of(new TimeoutException("Expiring 1 record(s)"), "hangs or its disk is full"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void remedyIsToldWhateverTheFailureIsWrappedIn(Throwable failure, String remedy) {
    IllegalStateException exhausted = new IllegalStateException("Retries exhausted: 2/2");
    exhausted.addSuppressed(new RuntimeException(failure));

    assertThat(
            Stream.of(
                failure, new ExecutionException(new KafkaException("send", failure)), exhausted))
        .allSatisfy(each -> assertThat(KafkaFaults.OUTBOX.sentence(each)).contains(remedy));
  }

  /** The same failure has its remedy in other keys where it is the orders' client. */
  @Test
  void ordersHaveTheirOwnKeys() {
    assertThat(KafkaFaults.ORDERS.sentence(new UnknownTopicOrPartitionException("none")))
        .contains("lockstep.orders.kafka");
    assertThat(KafkaFaults.ORDERS.sentence(new SaslAuthenticationException("bad password")))
        .contains("under kafka.*");
    assertThat(KafkaFaults.ORDERS.sentence(new TopicAuthorizationException("orders")))
        .contains("read topic and group");
  }

  @Test
  void whatIsNotKnownIsToldAsItIs() {
    assertThat(KafkaFaults.OUTBOX.sentence(new IllegalStateException("closed")))
        .isEqualTo("closed");
    assertThat(KafkaFaults.OUTBOX.sentence(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
  }
}
