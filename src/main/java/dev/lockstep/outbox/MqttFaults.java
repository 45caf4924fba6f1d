package dev.lockstep.outbox;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.mqtt.MqttConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a person can do where an MQTT broker takes no events. */
final class MqttFaults {
  private MqttFaults() {}

  /** The connection is not there, for that cause where it is known. */
  static UntoldException notConnected(@Nullable Throwable cause) {
    return cause == null
        ? new UntoldException("there is no connection to it yet")
        : new UntoldException(sentence(cause), cause);
  }

  /** An event was sent, and no PUBACK came. */
  static UntoldException unacknowledged() {
    return new UntoldException(
        "it acknowledged no event in time; look whether it hangs, or its disk is full");
  }

  private static String sentence(Throwable cause) {
    if (cause instanceof MqttConnectionException refused) {
      return refused(refused.code());
    }
    String what = what(cause);
    if (causedBy(cause, SSLException.class)) {
      return "TLS failed (%s); check quarkus.tls.outbox and the names in the broker's certificate"
          .formatted(what);
    }
    if (causedBy(cause, UnknownHostException.class)) {
      return "its name is not known (%s); check lockstep.outbox.mqtt.broker".formatted(what);
    }
    if (causedBy(cause, ConnectException.class)) {
      return "it cannot be reached (%s); start it, or check lockstep.outbox.mqtt.broker"
          .formatted(what);
    }
    return ("the connection was lost (%s); where that repeats, look into the broker's log: it may"
            + " not permit the topic, or another client has the same lockstep.outbox.mqtt.client-id")
        .formatted(what);
  }

  private static String refused(MqttConnectReturnCode code) {
    return switch (code) {
      case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
          CONNECTION_REFUSED_NOT_AUTHORIZED,
          CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
          CONNECTION_REFUSED_NOT_AUTHORIZED_5 ->
          "it refuses the login (%s); check lockstep.outbox.mqtt.user and password-file"
              .formatted(code);
      case CONNECTION_REFUSED_IDENTIFIER_REJECTED ->
          "it refuses the client (%s); set another lockstep.outbox.mqtt.client-id".formatted(code);
      case null, default -> // the codes are Netty's and grow
          "it refuses the connection (%s); look into its log".formatted(code);
    };
  }

  private static String what(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static boolean causedBy(Throwable fault, Class<? extends Throwable> kind) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }
}
