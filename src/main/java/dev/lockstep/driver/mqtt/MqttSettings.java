package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The limits of the MQTT driver. Session expiry is deliberately not among them: every session
 * begins clean and ends with its connection, because otherwise the broker and the client library
 * would keep messages for later (P5).
 *
 * @param gateway this gateway's name, part of response topics and client ids: 1 to 64 of {@code
 *     A-Za-z0-9._-}, different for each gateway on a broker
 * @param connecting limits of connecting
 * @param sending limits of sending
 * @param bounds limits of sizes and numbers
 * @param stores key and trust store for {@code mqtts}
 * @throws IllegalArgumentException where a value is out of its range; the message names it
 */
public record MqttSettings(
    String gateway, Connecting connecting, Sending sending, Bounds bounds, Stores stores) {

  /** The longest time that a fence can take, and that a message can wait in a broker. */
  private static final Duration EXPIRY_LONGEST = Duration.ofHours(1);

  /** Bytes for topic and properties beside the largest payload. */
  private static final int PACKET_HEAD = 4096;

  private static final int PACKET_LONGEST = 16_777_216;

  private static final Pattern GATEWAY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * The limits of connecting.
   *
   * @param timeout for TCP, for TLS and for the broker's CONNACK each: 100 ms to 60 s
   * @param keepAlive the Keep Alive, within which a dead connection is noticed: 1 s to 1 h
   * @param reconnect the pauses between attempts to reconnect: from 10 ms up to 10 min
   */
  public record Connecting(Duration timeout, Duration keepAlive, Backoff reconnect) {
    public Connecting {
      within("connect timeout", timeout, Duration.ofMillis(100), Duration.ofSeconds(60));
      within("keep alive", keepAlive, Duration.ofSeconds(1), Duration.ofHours(1));
      Duration longest = reconnect.longest();
      within("longest reconnect pause", longest, Duration.ofMillis(10), Duration.ofMinutes(10));
      within("shortest reconnect pause", reconnect.first(), Duration.ofMillis(10), longest);
    }
  }

  /**
   * The limits of sending.
   *
   * @param qos the default QoS: 1 or 2. Not 0, which the broker does not acknowledge
   * @param expiryMax the longest time that a broker may keep a command, however far its deadline: 1
   *     s to 1 h. After a restart a fence stays open for this time
   * @param fenceMargin added to an expiry before a fence is shut, for the delay from broker to
   *     device, and because brokers count in whole seconds: 0 to 1 h
   * @param stateWithin the time that a read waits for the first message on a state topic: 0 to 60 s
   */
  public record Sending(int qos, Duration expiryMax, Duration fenceMargin, Duration stateWithin) {
    public Sending {
      within("default QoS", qos, 1, 2);
      within("longest message expiry", expiryMax, Duration.ofSeconds(1), EXPIRY_LONGEST);
      within("fence margin", fenceMargin, Duration.ZERO, EXPIRY_LONGEST);
      within("wait for a first state", stateWithin, Duration.ZERO, Duration.ofSeconds(60));
    }
  }

  /**
   * The limits of sizes and numbers, for each device.
   *
   * @param payloadMax bytes of one payload that is sent or read: 64 to 32768. A larger one could
   *     wait inside the client library until the socket accepts it
   * @param packetMax the Maximum Packet Size for the broker, above payloadMax so that a payload
   *     that is too large to be read is reported: payloadMax + 4096 to 16777216. A larger packet is
   *     silently dropped by the broker (MQTT 5, 3.1.2.11.4)
   * @param pendingMax requests that wait for an answer: 1 to 10000
   * @param topicsMax subscribed topics: 1 to 10000
   */
  public record Bounds(int payloadMax, int packetMax, int pendingMax, int topicsMax) {
    public Bounds {
      within("largest payload in bytes", payloadMax, 64, BrokerSession.BYTES_UNDER_WAY_MAX);
      within("largest packet in bytes", packetMax, payloadMax + PACKET_HEAD, PACKET_LONGEST);
      within("most pending requests", pendingMax, 1, 10_000);
      within("most subscribed topics", topicsMax, 1, 10_000);
    }
  }

  /**
   * Key and trust store for TLS.
   *
   * @param trust certificates that are trusted: PEM ({@code .pem}, {@code .crt}, {@code .cer}) or
   *     PKCS 12; empty: those that the Java runtime trusts
   * @param keys the gateway's own key and certificate, PKCS 12; empty: no client certificate
   */
  public record Stores(Optional<Path> trust, Optional<Path> keys) {
    public static final Stores NONE = new Stores(Optional.empty(), Optional.empty());
  }

  public MqttSettings {
    if (!GATEWAY.matcher(gateway).matches()) {
      String message = "the gateway's name is \"%s\"; 1 to 64 of A-Za-z0-9._- would be right";
      throw new IllegalArgumentException(message.formatted(gateway));
    }
  }

  /** Defaults for a broker in the plant's network. */
  public static MqttSettings defaults(String gateway) {
    return new MqttSettings(
        gateway,
        new Connecting(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30))),
        new Sending(1, Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(1)),
        new Bounds(16_384, 1_048_576, 64, 1_000),
        Stores.NONE);
  }

  private static <T extends Comparable<T>> void within(String what, T found, T least, T most) {
    if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
      String message = "the %s is %s; %s to %s would be right";
      throw new IllegalArgumentException(message.formatted(what, found, least, most));
    }
  }
}
