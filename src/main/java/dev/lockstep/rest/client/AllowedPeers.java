package dev.lockstep.rest.client;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.rest.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Allow list of peers that a gateway in doubt may call, one question at a time for each: a request
 * must not make the gateway call addresses that are not configured, and a thousand transactions in
 * doubt are one question. Thread-safe.
 */
public final class AllowedPeers {
  private final String key;
  private final CoordinatorClientSettings settings;
  private final TimeSource clock;
  private final List<Origin> allowed;

  /** Bounded by the hosts of the allow list. */
  private final Map<String, PeerThrottle<Word>> throttle = new ConcurrentHashMap<>();

  /**
   * @param key of the list, as it is configured
   * @param clock its ticks measure how long an unreachable peer is not asked again
   */
  public AllowedPeers(String key, CoordinatorClientSettings settings, TimeSource clock) {
    this.key = key;
    this.settings = settings;
    this.clock = clock;
    this.allowed = settings.origins();
  }

  /** Why this address is never asked; empty where it is. */
  public Optional<String> objection(String address) {
    Origin whom;
    try {
      whom = Origin.of(address);
    } catch (IllegalArgumentException wrong) {
      return Optional.of("not asked: " + wrong.getMessage());
    }
    return allowed.stream().anyMatch(each -> each.covers(whom))
        ? Optional.empty()
        : Optional.of("%s is not on %s".formatted(address, key));
  }

  /** Asks the peer where its address is on the list, after earlier questions to it. */
  public Word ask(String address, Function<Origin, PeerThrottle.Result<Word>> question) {
    Optional<String> objection = objection(address);
    if (objection.isPresent()) {
      return new Word.Silence(objection.get());
    }
    Origin whom = Origin.of(address);
    try {
      return throttle
          .computeIfAbsent(
              whom.authority(), host -> new PeerThrottle<>(settings.answerMax(), clock))
          .ask(() -> question.apply(whom))
          .orElseGet(
              () -> new Word.Silence("not asked: too many questions wait for " + whom.authority()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Word.Silence("not asked: this process is being stopped");
    }
  }
}
