package dev.lockstep.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.transaction.Outcome;
import java.io.IOException;
import java.util.Optional;

/**
 * How a transaction ended, as it is known now.
 *
 * @param vote as it was cast; empty where none was, or it was not asked for
 * @param outcome empty for READ_ONLY before its decision
 * @param against what the coordinator decided, where a person had decided otherwise
 */
public record HistoryEnd(
    Optional<Vote> vote, Optional<Outcome> outcome, Optional<Outcome> against) {

  /** A vote by its name in the API. */
  public enum Vote {
    COMMIT,
    READ_ONLY,
    ROLLBACK
  }

  /**
   * Read off a row of the journal without making the whole state of it: under load that costs more
   * than all else that is done for an event.
   *
   * @param withVote whether the vote is wanted, which lies elsewhere
   * @return empty where the row is not that of an end, or not as it was written
   */
  static Optional<HistoryEnd> of(StoredState row, boolean withVote) {
    if (row.code() != Codec.ENDED) {
      return Optional.empty();
    }
    try {
      Optional<String> body = row.soundBody();
      if (body.isEmpty()) {
        return Optional.empty();
      }
      JsonNode end = JournalJson.parse(body.get());
      JsonNode against = end.path("decided").path("against");
      return Optional.of(
          new HistoryEnd(
              withVote ? vote(row) : Optional.empty(),
              JournalJson.textIfAny(end, "outcome").map(Outcome::valueOf),
              JournalJson.textIfAny(against, "outcome").map(Outcome::valueOf)));
    } catch (IOException | IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<Vote> vote(StoredState row) throws IOException {
    Optional<String> terms = row.soundTerms();
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    JsonNode vote = JournalJson.parse(terms.get()).path("vote");
    return JournalJson.textIfAny(vote, "is")
        .map(
            is ->
                switch (is) {
                  case "YES" -> Vote.COMMIT;
                  case "READ_ONLY" -> Vote.READ_ONLY;
                  case "NO" -> Vote.ROLLBACK;
                  default -> throw new IllegalArgumentException("no such vote: " + is);
                });
  }
}
