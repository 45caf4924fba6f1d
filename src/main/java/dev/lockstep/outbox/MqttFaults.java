package dev.lockstep.outbox;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.mqtt.MqttConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a person can do where an MQTT broker does not do its part.
 *
 * @param part {@code outbox} or {@code orders}: whose settings are to be looked at
 * @param tls whether certificates may be what is wrong
 */
record MqttFaults(String part, boolean tls) {
  /** There is no connection, for that cause where it is known. */
  UntoldException notConnected(@Nullable Throwable cause) {
    return cause == null
        ? new UntoldException("there is no connection to it yet")
        : new UntoldException(sentence(cause), cause);
  }

  /** The connection was there, and is no more. */
  UntoldException lost(@Nullable Throwable cause) {
    return cause == null
        ? new UntoldException(broken("it was closed"))
        : new UntoldException(sentence(cause), cause);
  }

  /** A message was sent, and no PUBACK came. */
  UntoldException unacknowledged() {
    return new UntoldException(
        "it acknowledged no event in time; look whether it hangs, or its disk is full");
  }

  /** It does not let the gateway subscribe to its topic (MQTT 3.1.1, 3.9.3: 0x80). */
  String notPermitted(String topic) {
    return ("it does not permit the topic %s; give the gateway's user the right to read it, or"
            + " correct lockstep.%s.mqtt.topic")
        .formatted(topic, part);
  }

  private String sentence(Throwable cause) {
    if (cause instanceof MqttConnectionException refused) {
      return refused(refused.code());
    }
    String what = what(cause);
    if (causedBy(cause, SSLException.class)) {
      return "TLS failed (%s); check quarkus.tls.%s and the names in the broker's certificate"
          .formatted(what, part);
    }
    if (causedBy(cause, UnknownHostException.class)) {
      return "its name is not known (%s); check lockstep.%s.mqtt.broker".formatted(what, part);
    }
    if (causedBy(cause, ConnectException.class)) {
      return "it cannot be reached (%s); start it, or check lockstep.%s.mqtt.broker"
          .formatted(what, part);
    }
    return broken(what);
  }

  private String broken(String what) {
    String certificate =
        tls ? ", or want a client certificate (quarkus.tls.%s.key-store)".formatted(part) : "";
    return ("the connection was lost (%s); where that repeats, look into the broker's log: it may"
            + " not permit the topic%s, or another client has the same lockstep.%s.mqtt.client-id")
        .formatted(what, certificate, part);
  }

  private String refused(MqttConnectReturnCode code) {
    return switch (code) {
      case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
          CONNECTION_REFUSED_NOT_AUTHORIZED,
          CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
          CONNECTION_REFUSED_NOT_AUTHORIZED_5 ->
          "it refuses the login (%s); check lockstep.%s.mqtt.user and password-file"
              .formatted(code, part);
      case CONNECTION_REFUSED_IDENTIFIER_REJECTED ->
          "it refuses the client (%s); set another lockstep.%s.mqtt.client-id"
              .formatted(code, part);
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
