package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.narayana.Narayana;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One transaction of Narayana's over two lines, and everything by which it can be seen whether both
 * did the same. A person who is called decides in it as the documentation tells.
 */
final class SharedTransaction {
  private static final String COMMITTED = "txstatus=TransactionCommitted";
  private static final String ROLLED_BACK = "txstatus=TransactionRolledBack";
  private static final String NOTHING = "nothing";

  private final Narayana.Transaction tx;
  private final List<Half> halves;
  private final boolean committing;
  private CompletableFuture<String> end = CompletableFuture.completedFuture(NOTHING);
  private int persons;

  /**
   * @param committing whether its client asks for commit in the end, or calls it off
   */
  SharedTransaction(Narayana.Transaction tx, List<Half> halves, boolean committing) {
    this.tx = tx;
    this.halves = List.copyOf(halves);
    this.committing = committing;
  }

  /**
   * What one line does in it.
   *
   * @param id by which its gateway knows it
   * @param track what its machine writes down
   */
  record Half(PlantLine line, String id, Wish.Track track) {

    private JsonNode shown() {
      return line.transaction(id).body();
    }

    private int moves() {
      return track.deeds().size();
    }

    /** Refused where nothing is open. */
    private void resolve(String outcome) {
      Map<String, Object> verdict =
          Map.of("outcome", outcome, "reason", "the other line was asked", "operator", "anna");
      line.gateway().rest().post("/api/v1/transactions/" + id + "/resolve", verdict);
    }

    @Override
    public String toString() {
      return "%s (see %s)".formatted(id, line.gateway().plan().log());
    }
  }

  /** The client asks for its end, and may never hear of it. */
  void end() {
    end =
        tx.end(committing ? "TransactionCommitted" : "TransactionRolledBack", "")
            .exceptionally(died -> NOTHING);
  }

  /** Whether the client's call is over and no gateway has anything open. Lets a person decide. */
  boolean closed() {
    List<JsonNode> shown = halves.stream().map(Half::shown).toList();
    if (shown.stream().anyMatch(SharedTransaction::suspects)) {
      if (shown.stream().anyMatch(SharedTransaction::committed)) {
        // One was told: it was decided. Narayana writes its record anew when a line is missing at
        // the commit, in place, and a kill in the middle leaves an empty file.
        decide("COMMITTED");
      } else if (shown.stream().allMatch(each -> suspects(each) || !open(each))) {
        // None may guess, none moved, and none has a decision: it was never taken.
        decide("ROLLED_BACK");
      }
    }
    return end.isDone() && shown.stream().noneMatch(SharedTransaction::open);
  }

  private void decide(String outcome) {
    persons++;
    halves.forEach(half -> half.resolve(outcome));
  }

  private static boolean open(JsonNode shown) {
    return shown.has("state") && !shown.path("state").asText().equals("ENDED");
  }

  private static boolean suspects(JsonNode shown) {
    return open(shown) && shown.toString().contains("suspected of having lost");
  }

  private static boolean committed(JsonNode shown) {
    return List.of("COMMITTED", "HEURISTIC_COMMIT").contains(outcome(shown));
  }

  private static String outcome(JsonNode shown) {
    return shown.path("outcome").asText("NOTHING");
  }

  /** What is wrong now that it is closed; empty for nothing. May be asked again later. */
  List<String> violations() {
    List<String> violations = new ArrayList<>();
    for (Half half : halves) {
      JsonNode shown = half.shown();
      if (half.moves() > 1) {
        violations.add("%s moved %d times".formatted(half, half.moves()));
      }
      if (half.moves() > 0 != committed(shown)) {
        violations.add(
            "%s moved %d times and says %s".formatted(half, half.moves(), outcome(shown)));
      }
    }
    if (halves.stream().map(Half::moves).distinct().count() > 1) {
      violations.add("the lines disagree: %s".formatted(this));
    }
    if (told().equals(COMMITTED) != moved() && !told().equals(NOTHING)) {
      violations.add("the client was told otherwise: %s".formatted(this));
    }
    if (!List.of(COMMITTED, ROLLED_BACK, NOTHING).contains(told())) {
      violations.add("the client was told of a heuristic: %s".formatted(this));
    }
    return violations;
  }

  private boolean moved() {
    return halves.stream().anyMatch(half -> half.moves() > 0);
  }

  /** How often a person had to decide. */
  int persons() {
    return persons;
  }

  private String told() {
    return end.getNow("still waiting");
  }

  @Override
  public String toString() {
    String who = committing ? "asked for commit" : "called off";
    return "%s, told %s, %s".formatted(who, told(), moved() ? "moved" : "not moved");
  }
}
