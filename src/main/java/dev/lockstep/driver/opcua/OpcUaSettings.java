package dev.lockstep.driver.opcua;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the OPC UA driver, the same for all devices.
 *
 * @param pki the directory of {@code own}, {@code trusted}, {@code issuer} and {@code rejected}
 *     (OPC 10000-12, Annex F), and of {@code known}; made where it is missing
 * @param application the gateway as an OPC UA application
 * @param times every wait
 * @param bounds every count
 */
public record OpcUaSettings(Path pki, Application application, Times times, Bounds bounds) {

  /**
   * The gateway as an OPC UA application.
   *
   * @param uri unique in the plant, for example {@code urn:plant:line3:lockstep}; stands in the
   *     certificate, so a change asks for a new one
   * @param name for people, up to 100 characters
   */
  public record Application(String uri, String name) {
    public Application {
      require(!uri.isBlank() && isUri(uri), "application uri", uri, "a URI such as urn:a:b");
      require(!name.isBlank() && name.length() <= 100, "application name", name, "1 to 100 chars");
    }

    private static boolean isUri(String text) {
      try {
        return URI.create(text).isAbsolute();
      } catch (IllegalArgumentException malformed) {
        return false;
      }
    }
  }

  /**
   * Every wait.
   *
   * @param connect for a TCP connection, and again for the secure channel on it
   * @param request for an answer, where the caller's deadline leaves more
   * @param session after which a server forgets a silent session; also how long an unknown write of
   *     an earlier run stays open where the server does not say more
   * @param reconnectPauseMin the first pause after a loss; each next is twice as long
   * @param reconnectPauseMax the longest pause; a random half of each is left out (jitter)
   * @param keepAlive between two signs of life
   * @param publishing between two looks of the server at watched resources
   * @param poll between two looks at a PLC's handshake
   * @param answer how long a server that lives may work at one write: until then an unknown one is
   *     not settled, whatever a reading shows
   * @param trustCheck between two looks whether the servers that are connected are trusted still
   */
  public record Times(
      Duration connect,
      Duration request,
      Duration session,
      Duration reconnectPauseMin,
      Duration reconnectPauseMax,
      Duration keepAlive,
      Duration publishing,
      Duration poll,
      Duration answer,
      Duration trustCheck) {

    public static final Times DEFAULTS =
        new Times(
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofMillis(250),
            Duration.ofMillis(25),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));

    public Times {
      between("connect timeout", connect, Duration.ofMillis(50), Duration.ofMinutes(1));
      between("request timeout", request, Duration.ofMillis(50), Duration.ofMinutes(1));
      between("session timeout", session, Duration.ofSeconds(1), Duration.ofSeconds(30));
      between(
          "least reconnect pause", reconnectPauseMin, Duration.ofMillis(10), Duration.ofHours(1));
      between("longest reconnect pause", reconnectPauseMax, reconnectPauseMin, Duration.ofHours(1));
      between("keep-alive interval", keepAlive, Duration.ofMillis(100), session);
      between("publishing interval", publishing, Duration.ofMillis(10), Duration.ofMinutes(1));
      between("poll interval", poll, Duration.ofMillis(1), Duration.ofSeconds(10));
      between("answer time", answer, Duration.ofMillis(100), Duration.ofMinutes(10));
      between("trust check", trustCheck, Duration.ofMillis(10), Duration.ofMinutes(1));
    }

    private static void between(String what, Duration found, Duration least, Duration most) {
      boolean fits = found.compareTo(least) >= 0 && found.compareTo(most) <= 0;
      require(fits, what, found.toString(), least + " to " + most);
    }
  }

  /**
   * Every count.
   *
   * @param nodesPerCall in one request, where the server names no limit of its own
   * @param unsettledMax sends of one device that are neither answered nor fenced; more are refused
   * @param watchedMax resources of one device that are watched at a time
   */
  public record Bounds(int nodesPerCall, int unsettledMax, int watchedMax) {
    public static final Bounds DEFAULTS = new Bounds(500, 1_000, 2_000);

    public Bounds {
      require(nodesPerCall > 0, "nodes per call", "" + nodesPerCall, "1 or more");
      require(unsettledMax > 0, "unsettled sends", "" + unsettledMax, "1 or more");
      require(watchedMax > 0, "watched resources", "" + watchedMax, "1 or more");
    }
  }

  public static OpcUaSettings in(Path pki, Application application) {
    return new OpcUaSettings(pki, application, Times.DEFAULTS, Bounds.DEFAULTS);
  }

  private static void require(boolean holds, String what, String found, String right) {
    if (!holds) {
      throw new IllegalArgumentException(
          "OPC UA: %s is \"%s\"; %s would be right".formatted(what, found, right));
    }
  }
}
