package dev.lockstep.outbox;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What a person can do where a Kafka cluster takes no events. */
final class KafkaFaults {
  private static final int DEPTH_MAX = 8;

  private static final Map<Class<? extends Throwable>, String> REMEDIES =
      Map.of(
          AuthenticationException.class,
          "it refuses the login; check the user, password or certificate under"
              + " mp.messaging.outgoing.outbox-kafka",
          AuthorizationException.class,
          "it does not permit the topic; give the gateway's user the right to write it",
          InvalidTopicException.class,
          "the topic's name is not valid; correct lockstep.outbox.kafka.topic",
          UnknownTopicOrPartitionException.class,
          "the topic does not exist; create it, or correct lockstep.outbox.kafka.topic",
          NotEnoughReplicasException.class,
          "too few replicas are in sync; bring the cluster's other brokers back",
          RecordTooLargeException.class,
          "an event is larger than it takes; raise the topic's max.message.bytes",
          ConfigException.class,
          "its settings cannot be used; check kafka.bootstrap.servers and"
              + " mp.messaging.outgoing.outbox-kafka");

  private KafkaFaults() {}

  static UntoldException of(Throwable failure) {
    return search(failure, DEPTH_MAX)
        .map(told -> new UntoldException(told, failure))
        .orElseGet(() -> new UntoldException(what(failure), failure));
  }

  /** What a retry gave up with stands behind it: as its cause, or as a suppressed one. */
  private static Optional<String> search(@Nullable Throwable each, int depth) {
    if (each == null || depth == 0) {
      return Optional.empty();
    }
    Optional<String> own = remedy(each).map(remedy -> "%s (%s)".formatted(remedy, what(each)));
    if (own.isPresent()) {
      return own;
    }
    return Stream.concat(Stream.ofNullable(each.getCause()), Stream.of(each.getSuppressed()))
        .flatMap(behind -> search(behind, depth - 1).stream())
        .findFirst();
  }

  private static Optional<String> remedy(Throwable each) {
    for (var known : REMEDIES.entrySet()) {
      if (known.getKey().isInstance(each)) {
        return Optional.of(known.getValue());
      }
    }
    if (each instanceof TimeoutException) {
      boolean topic = what(each).contains("not present in metadata");
      return Optional.of(
          topic
              ? "it cannot be reached, or has no such topic; start it, check"
                  + " kafka.bootstrap.servers and lockstep.outbox.kafka.topic"
              : "it did not acknowledge in time; start it, or look whether it hangs or its disk is"
                  + " full");
    }
    return Optional.empty();
  }

  private static String what(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
