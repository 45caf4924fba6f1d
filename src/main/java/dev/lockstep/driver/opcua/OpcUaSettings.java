package dev.lockstep.driver.opcua;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the OPC UA driver, the same for all devices: {@code lockstep.opcua.*}. */
public interface OpcUaSettings {
  /**
   * The directory of {@code own}, {@code trusted}, {@code issuer} and {@code rejected} (OPC
   * 10000-12, Annex F), and of {@code known}; made where it is missing.
   */
  @WithDefault("pki")
  Path pki();

  /** The gateway's ApplicationUri; empty: made of its name, see {@link OpcUaApplication}. */
  Optional<String> applicationUri();

  @WithParentName
  Times times();

  @WithParentName
  Bounds bounds();

  /** Every wait. */
  interface Times {
    /** For a TCP connection, and again for the secure channel on it. */
    @WithDefault("3s")
    @Range(least = "50ms", most = "1m")
    Duration connectTimeout();

    /** For an answer, where the caller's deadline leaves more. */
    @WithDefault("5s")
    @Range(least = "50ms", most = "1m")
    Duration requestTimeout();

    /**
     * After which a server forgets a silent session; also how long an unknown write of an earlier
     * run stays open where the server does not say more.
     */
    @WithDefault("20s")
    @Range(least = "1s", most = "30s", notBelow = "keep-alive")
    Duration sessionTimeout();

    /** The first pause after a loss; each next is twice as long. */
    @WithDefault("500ms")
    @Range(least = "10ms", most = "1h")
    Duration reconnectPauseMin();

    /** The longest pause. */
    @WithDefault("10s")
    @Range(least = "10ms", most = "1h", notBelow = "reconnect-pause-min")
    Duration reconnectPauseMax();

    /** Between two signs of life; not longer than the session's time-out. */
    @WithDefault("3s")
    @Range(least = "100ms", most = "30s")
    Duration keepAlive();

    /** Between two looks of the server at watched resources. */
    @WithDefault("250ms")
    @Range(least = "10ms", most = "1m")
    Duration publishing();

    /** Between two looks at a PLC's handshake. */
    @WithDefault("25ms")
    @Range(least = "1ms", most = "10s")
    Duration poll();

    /**
     * How long a server that lives may work at one write: until then an unknown one is not settled,
     * whatever a reading shows.
     */
    @WithDefault("10s")
    @Range(least = "100ms", most = "10m")
    Duration answerMax();

    /** Between two looks whether the servers that are connected are trusted still. */
    @WithDefault("5s")
    @Range(least = "10ms", most = "1m")
    Duration trustCheck();

    /** The pauses between attempts to connect. */
    default Backoff reconnect() {
      return new Backoff(reconnectPauseMin(), reconnectPauseMax());
    }
  }

  /** Every count. */
  interface Bounds {
    /** In one request, where the server names no limit of its own. */
    @WithDefault("500")
    @Range(least = "1")
    int nodesPerCall();

    /** Sends of one device that are neither answered nor fenced; more are refused. */
    @WithDefault("1000")
    @Range(least = "1")
    int unsettledMax();

    /** Resources of one device that are watched at a time. */
    @WithDefault("2000")
    @Range(least = "1")
    int watchedMax();
  }
}
