package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Kills of one kind, what was answered before each, and what of that the other PC does not have.
 */
final class LossAccount {
  private int kills;
  private int votes;
  private int outcomes;
  private int votesLost;
  private int outcomesLost;
  private int most;
  private long oldestMillis;

  /** What one kill has lost, and what of that lay in the middle. */
  record Loss(int votes, int outcomes, long oldestMillis, List<String> holes) {}

  /**
   * Compares.
   *
   * @param told to each client, in order
   * @param kept how the other PC shows a transaction
   * @param killedAt in {@link System#nanoTime}
   */
  Loss add(List<List<AnsweredLoad.Answered>> told, Function<String, JsonNode> kept, long killedAt) {
    List<String> holes = new ArrayList<>();
    int lostVotes = 0;
    int lostOutcomes = 0;
    long oldest = killedAt;
    for (List<AnsweredLoad.Answered> ofOne : told) {
      boolean lost = false;
      for (AnsweredLoad.Answered each : ofOne) {
        JsonNode shown = kept.apply(each.id());
        boolean voted = each.votedAt() != 0;
        boolean ended = each.endedAt() != 0;
        boolean voteLost = voted && !shown.has("state");
        boolean outcomeLost = ended && !shown.path("outcome").asText().equals("COMMITTED");
        if (lost && voted && !voteLost) {
          holes.add(each.id() + " is there, and one before it is lost");
        }
        lost |= voteLost;
        votes += voted ? 1 : 0;
        outcomes += ended ? 1 : 0;
        lostVotes += voteLost ? 1 : 0;
        lostOutcomes += outcomeLost ? 1 : 0;
        oldest = voteLost ? Math.min(oldest, each.votedAt()) : oldest;
        oldest = outcomeLost ? Math.min(oldest, each.endedAt()) : oldest;
      }
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(killedAt - oldest);
    kills++;
    votesLost += lostVotes;
    outcomesLost += lostOutcomes;
    most = Math.max(most, lostVotes + lostOutcomes);
    oldestMillis = Math.max(oldestMillis, millis);
    return new Loss(lostVotes, lostOutcomes, millis, holes);
  }

  String line() {
    return "%d kills, %d votes and %d outcomes answered; lost: %d votes and %d outcomes, at most %d by one kill, the oldest answered %d ms before it"
        .formatted(kills, votes, outcomes, votesLost, outcomesLost, most, oldestMillis);
  }
}
