package dev.lockstep.outbox;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What a person can do where a Kafka cluster does not do its part.
 *
 * @param client whose keys hold TLS and login
 * @param topic the key, or keys, of the topic
 * @param rights what the gateway's user must be allowed to
 */
record KafkaFaults(String client, String topic, String rights) {
  static final KafkaFaults OUTBOX =
      new KafkaFaults(
          "mp.messaging.outgoing.outbox-kafka", "lockstep.outbox.kafka.topic", "write the topic");
  static final KafkaFaults ORDERS =
      new KafkaFaults(
          "kafka", "lockstep.orders.kafka", "read topic and group, and to write the dead letters");

  private static final int DEPTH_MAX = 8;

  /** One sentence with the remedy, where there is one. */
  String sentence(Throwable failure) {
    return search(failure, DEPTH_MAX).orElseGet(() -> what(failure));
  }

  /** What a retry gave up with stands behind it: as its cause, or as a suppressed one. */
  private Optional<String> search(@Nullable Throwable each, int depth) {
    if (each == null || depth == 0) {
      return Optional.empty();
    }
    String own = remedy(each);
    if (!own.isEmpty()) {
      return Optional.of("%s (%s)".formatted(own, what(each)));
    }
    return Stream.concat(Stream.ofNullable(each.getCause()), Stream.of(each.getSuppressed()))
        .flatMap(behind -> search(behind, depth - 1).stream())
        .findFirst();
  }

  private String remedy(Throwable each) {
    return switch (each) {
      case SslAuthenticationException tls ->
          "TLS failed; check %s.ssl.* and the names in the brokers' certificates".formatted(client);
      case AuthenticationException login ->
          "it refuses the login; check the user, password or certificate under %s.*"
              .formatted(client);
      case AuthorizationException denied ->
          "it does not permit the topic; give the gateway's user the right to " + rights;
      case InvalidTopicException name ->
          "the topic's name is not valid; correct %s".formatted(topic);
      case UnknownTopicOrPartitionException none ->
          "the topic does not exist; create it, or correct %s".formatted(topic);
      case NotEnoughReplicasException few ->
          "too few replicas are in sync; bring the cluster's other brokers back";
      case RecordTooLargeException large ->
          "an event is larger than it takes; raise the topic's max.message.bytes";
      case ConfigException wrong ->
          "its settings cannot be used; check kafka.bootstrap.servers and %s.*".formatted(client);
      case TimeoutException late when what(late).contains("metadata") ->
          "it cannot be reached, or has no such topic; start it, check kafka.bootstrap.servers and "
              + topic;
      case TimeoutException late ->
          "it did not acknowledge in time; start it, or look whether it hangs or its disk is full";
      default -> "";
    };
  }

  private static String what(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
