package dev.lockstep.rest.client;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.rest.Origin;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Whom a gateway in doubt may ask, each in turn: a request must not make it call strangers, and a
 * thousand transactions in doubt are no storm. Thread-safe.
 */
public final class AllowedPeers {
  private final String key;
  private final CoordinatorClientSettings settings;
  private final TimeSource clock;
  private final List<Origin> allowed;

  /** As many entries as hosts may be called. */
  private final Map<String, PeerThrottle<Word>> throttle = new ConcurrentHashMap<>();

  /**
   * @param key of the list, as it is configured
   * @param clock its ticks measure how long nobody asks whoever could not be reached
   */
  public AllowedPeers(String key, CoordinatorClientSettings settings, TimeSource clock) {
    this.key = key;
    this.settings = settings;
    this.clock = clock;
    this.allowed = settings.allowed().stream().map(each -> Origin.of(each.toString())).toList();
  }

  /** Asks, where the address is on the list, when it is its turn. */
  public Word ask(String address, Function<Origin, PeerThrottle.Said<Word>> question) {
    Origin whom;
    try {
      whom = Origin.of(address);
    } catch (IllegalArgumentException wrong) {
      return new Word.Silence("not asked: " + wrong.getMessage());
    }
    if (allowed.stream().noneMatch(each -> each.covers(whom))) {
      return new Word.Silence("%s is not on %s".formatted(address, key));
    }
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
