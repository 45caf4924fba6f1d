package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the MQTT driver: {@code lockstep.mqtt.*}. Session expiry is deliberately not among
 * them: every session begins clean and ends with its connection, because otherwise the broker and
 * the client library would keep messages for later (P5).
 */
public interface MqttSettings {
  @WithParentName
  Connecting connecting();

  @WithParentName
  Sending sending();

  @WithParentName
  Bounds bounds();

  @WithParentName
  Stores stores();

  /** For devices behind Sparkplug edge nodes. */
  Sparkplug sparkplug();

  /** The limits of connecting. */
  interface Connecting {
    /** For TCP, for TLS and for the broker's CONNACK each. */
    @WithDefault("5s")
    @Range(least = "100ms", most = "60s")
    Duration connectTimeout();

    /** The Keep Alive, within which a dead connection is noticed. */
    @WithDefault("10s")
    @Range(least = "1s", most = "1h")
    Duration keepAlive();

    /** The first pause after a loss; each next is twice as long. */
    @WithDefault("250ms")
    @Range(least = "10ms", most = "10m")
    Duration reconnectPauseMin();

    /** The longest pause. */
    @WithDefault("30s")
    @Range(least = "10ms", most = "10m", notBelow = "reconnect-pause-min")
    Duration reconnectPauseMax();

    /** The pauses between attempts to connect. */
    default Backoff reconnect() {
      return new Backoff(reconnectPauseMin(), reconnectPauseMax());
    }
  }

  /** The limits of sending. */
  interface Sending {
    /** The default QoS. Not 0, which the broker does not acknowledge. */
    @WithDefault("1")
    @Range(least = "1", most = "2")
    int qos();

    /**
     * The longest time that a broker may keep a command, however far its deadline. After a restart
     * a fence stays open for this time.
     */
    @WithDefault("10s")
    @Range(least = "1s", most = "1h")
    Duration expiryMax();

    /**
     * Added to an expiry before a fence is shut, for the delay from broker to device, and because
     * brokers count in whole seconds.
     */
    @WithDefault("2s")
    @Range(least = "0s", most = "1h")
    Duration fenceMargin();

    /** The time that a read waits for the first message on a state topic. */
    @WithDefault("1s")
    @Range(least = "0s", most = "60s")
    Duration stateWithin();
  }

  /** The limits of sizes and numbers, for each device. */
  interface Bounds {
    /** Bytes for topic and properties beside the largest payload. */
    int PACKET_HEAD = 4_096;

    /**
     * Bytes of one payload that is sent or read. A larger one could wait inside the client library
     * until the socket accepts it.
     */
    @WithDefault("16384")
    @Range(least = "64", most = "" + BrokerSession.BYTES_UNDER_WAY_MAX)
    int payloadMax();

    /**
     * The Maximum Packet Size for the broker in bytes, {@link #PACKET_HEAD} or more above
     * payloadMax, so that a payload that is too large to be read is reported. A larger packet is
     * silently dropped by the broker (MQTT 5, 3.1.2.11.4).
     */
    @WithDefault("1048576")
    @Range(least = "4160", most = "16777216")
    int packetMax();

    /** Requests that wait for an answer. */
    @WithDefault("64")
    @Range(least = "1", most = "10000")
    int pendingMax();

    /** Subscribed topics. */
    @WithDefault("1000")
    @Range(least = "1", most = "10000")
    int topicsMax();
  }

  /** Key and trust store for {@code mqtts}. */
  interface Stores {
    /**
     * Certificates that are trusted: PEM ({@code .pem}, {@code .crt}, {@code .cer}) or PKCS 12;
     * empty: those that the Java runtime trusts.
     */
    Optional<Path> trustStore();

    /** The gateway's own key and certificate, PKCS 12; empty: no client certificate. */
    Optional<Path> keyStore();

    /** A file with the stores' password. */
    Optional<Path> storePasswordFile();
  }

  /** The settings of the Sparkplug host application: {@code lockstep.mqtt.sparkplug.*}. */
  interface Sparkplug {
    /**
     * Whether the host subscribes to the whole namespace ({@code spBv1.0/#}), as the compatibility
     * kit of Sparkplug wants it, or to the edge nodes of its devices alone.
     */
    @WithDefault("true")
    boolean wholeNamespace();

    /** The time that a message which came too early waits for those before it. */
    @WithDefault("2s")
    @Range(least = "0s", most = "60s")
    Duration reorderTimeout();

    /** The least pause between two requests for a new birth; each next is twice as long. */
    @WithDefault("1s")
    @Range(least = "10ms", most = "10m")
    Duration rebirthPauseMin();

    /** The longest pause between two such requests. */
    @WithDefault("30s")
    @Range(least = "10ms", most = "10m", notBelow = "rebirth-pause-min")
    Duration rebirthPauseMax();

    /** The pauses between requests for a new birth. */
    default Backoff rebirth() {
      return new Backoff(rebirthPauseMin(), rebirthPauseMax());
    }

    /**
     * The time that a data message may take after a command. Then the edge node is asked for its
     * births: it publishes changes only, so a value that it had already is not published.
     */
    @WithDefault("500ms")
    @Range(least = "10ms", most = "60s")
    Duration rebirthAfter();

    /** Metrics of one message that is read. */
    @WithDefault("20000")
    @Range(least = "1", most = "1000000")
    int metricsMax();
  }
}
