package dev.lockstep.rest.client;

import dev.lockstep.rest.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the client that asks coordinators or siblings, for example {@code
 * lockstep.coordinators.*}.
 *
 * @param allowed what an address must be, or lie below, to be called (scheme, host, port and path);
 *     empty: none is asked
 * @param answerMax how long an answer may take, and how long a question waits for its turn;
 *     positive
 * @param answerBytesMax of an answer that are read; 1 or more
 */
public record CoordinatorClientSettings(List<URI> allowed, Duration answerMax, int answerBytesMax) {
  public CoordinatorClientSettings {
    allowed = List.copyOf(allowed);
    allowed.forEach(each -> Origin.of(each.toString()));
    if (!answerMax.isPositive() || answerBytesMax < 1) {
      throw new IllegalArgumentException(
          "answer-max must be positive and answer-bytes-max at least 1, but they are %s and %d"
              .formatted(answerMax, answerBytesMax));
    }
  }
}
