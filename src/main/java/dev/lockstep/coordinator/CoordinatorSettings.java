package dev.lockstep.coordinator;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Configuration of the coordinator role: {@code lockstep.coordinator.*}.
 *
 * @param publicUrl where gateways in doubt reach this coordinator: absolute, without a slash at its
 *     end
 * @param gateways base addresses that may be called; empty: loopback addresses only
 * @param times how long things may take
 * @param limits how many there may be
 */
public record CoordinatorSettings(URI publicUrl, List<URI> gateways, Times times, Limits limits) {

  public CoordinatorSettings {
    checkBase("public-url", publicUrl);
    gateways = List.copyOf(gateways);
    gateways.forEach(each -> checkBase("gateways", each));
  }

  private static void checkBase(String key, URI address) {
    String scheme = String.valueOf(address.getScheme());
    boolean plain =
        (scheme.equals("http") || scheme.equals("https"))
            && address.getHost() != null
            && address.getRawUserInfo() == null
            && address.getRawQuery() == null
            && address.getRawFragment() == null;
    if (!plain || (key.equals("public-url") && address.toString().endsWith("/"))) {
      throw new IllegalArgumentException(
          "lockstep.coordinator.%s must be like http://host:port, without a slash at its end, but is %s"
              .formatted(key, address));
    }
  }

  /**
   * All positive.
   *
   * @param timeout for votes, where a request names none
   * @param timeoutMax what a request may ask for
   * @param transitMax added to the timeout before a vote counts as missing: for the way there and
   *     back
   * @param reasonsMax how long the other votes are waited for once one has refused
   * @param answerMax how long a POST waits for the end before it answers 202
   * @param requestMax how long one commit, rollback or forget may take
   * @param pause before the second attempt; doubles with each further one
   * @param pauseMax the longest pause between attempts
   */
  public record Times(
      Duration timeout,
      Duration timeoutMax,
      Duration transitMax,
      Duration reasonsMax,
      Duration answerMax,
      Duration requestMax,
      Duration pause,
      Duration pauseMax) {
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofMillis(200),
            Duration.ofSeconds(5));

    public Times {
      positive("timeout", timeout);
      positive("timeout-max", timeoutMax);
      positive("transit-max", transitMax);
      positive("reasons-max", reasonsMax);
      positive("answer-max", answerMax);
      positive("request-max", requestMax);
      positive("pause", pause);
      positive("pause-max", pauseMax);
      if (pauseMax.compareTo(pause) < 0) {
        throw new IllegalArgumentException(
            "lockstep.coordinator.pause-max (%s) is shorter than pause (%s)"
                .formatted(pauseMax, pause));
      }
    }

    private static void positive(String key, Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException(
            "lockstep.coordinator.%s must be positive, but is %s".formatted(key, value));
      }
    }
  }

  /**
   * All 1 or more.
   *
   * @param live coordinations that are not at their end, at one time
   * @param participants of one coordination, at most 64
   * @param commands of one coordination, all participants together
   * @param requestsPerGateway under way at one time
   * @param answerBytes of a gateway's answer that are read
   * @param lost answers "not known" to a commit before the hazard is put on record
   * @param forgets attempts to let a gateway forget
   */
  public record Limits(
      int live,
      int participants,
      int commands,
      int requestsPerGateway,
      int answerBytes,
      int lost,
      int forgets) {
    /** More, each with its reasons, would not fit the log's documents. */
    private static final int PARTICIPANTS_MOST = 64;

    public static final Limits DEFAULT = new Limits(1_000, 16, 256, 16, 65_536, 5, 20);

    public Limits {
      atLeastOne("live-max", live);
      atLeastOne("participants-max", participants);
      if (participants > PARTICIPANTS_MOST) {
        throw new IllegalArgumentException(
            "lockstep.coordinator.participants-max must be at most %d, but is %d"
                .formatted(PARTICIPANTS_MOST, participants));
      }
      atLeastOne("commands-max", commands);
      atLeastOne("requests-per-gateway-max", requestsPerGateway);
      atLeastOne("answer-bytes-max", answerBytes);
      atLeastOne("lost-max", lost);
      atLeastOne("forgets-max", forgets);
    }

    private static void atLeastOne(String key, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "lockstep.coordinator.%s must be at least 1, but is %d".formatted(key, value));
      }
    }
  }
}
