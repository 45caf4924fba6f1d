package dev.lockstep.outbox;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a person can do where a Kafka cluster gives no orders. */
final class OrderKafkaFaults {
  private OrderKafkaFaults() {}

  static String sentence(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String remedy = remedy(each);
      if (!remedy.isEmpty()) {
        return "%s (%s)".formatted(remedy, what(each));
      }
    }
    return what(failure);
  }

  private static String remedy(Throwable each) {
    return switch (each) {
      case AuthenticationException login ->
          "it refuses the login; check the user, password or certificate under kafka.*";
      case AuthorizationException denied ->
          "it does not permit topic or group; give the gateway's user the right to read them, and to write the dead letters";
      case UnknownTopicOrPartitionException none ->
          "the topic does not exist; create it, or correct lockstep.orders.kafka";
      case InvalidTopicException name ->
          "the topic's name is not valid; correct lockstep.orders.kafka";
      case TimeoutException late ->
          "it cannot be reached, or has no such topic; start it, and check kafka.bootstrap.servers and lockstep.orders.kafka";
      case ConfigException wrong ->
          "its settings cannot be used; check kafka.bootstrap.servers and the other keys under kafka.*";
      default -> "";
    };
  }

  private static String what(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
