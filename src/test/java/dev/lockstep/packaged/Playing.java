package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Brings one transaction to its end, through any number of deaths of the gateway, and writes down
 * every answer. Where a person is needed, it plays the operator too: it looks at the machine's own
 * logbook, which the gateway cannot read.
 */
final class Playing {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  /** A strike that the killed gateway sent may still be on its way for that long. */
  private static final long ARRIVES_WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final double COMMITS = 0.8;
  private static final double GIVES_UP = 0.5;
  private static final double SAYS_NOTHING = 0.3;

  private final PackagedGateway line;
  private final Tale tale;
  private final RandomGenerator random;
  private final long begun = System.nanoTime();
  private volatile boolean operatorThere = true;

  Playing(PackagedGateway line, Tale tale, RandomGenerator random) {
    this.line = line;
    this.tale = tale;
    this.random = random;
  }

  /** Nobody releases or resolves anything, until {@link #operatorComes}. */
  Playing withoutOperator() {
    operatorThere = false;
    return this;
  }

  void operatorComes() {
    operatorThere = true;
  }

  /** Returns when it has ended, or has broken a promise. */
  void play() {
    if (prepare()) {
      decide();
      deliver();
    }
  }

  /** Until there is a vote, or an outcome where both are asked for in one call; or gives up. */
  boolean prepare() {
    line.decisions().begin(tale);
    return switch (tale.course()) {
      case EXECUTE -> execute();
      case COMMIT, ROLLBACK -> askForVote();
      case COORDINATE -> throw new IllegalArgumentException("not played here: " + tale);
    };
  }

  private boolean execute() {
    tale.decide(Tale.Decision.COMMIT); // by the one call: from here on it may move
    Map<String, Object> body = Map.of("commands", tale.commands());
    until(
        "an outcome",
        () ->
            call(() -> line.tell(tale.id(), "execute", body)).map(this::executed).orElse(false)
                || look());
    return false;
  }

  private boolean executed(Rest.Reply reply) {
    if (reply.body().path("vote").asText().equals("ROLLBACK")) {
      tale.ended("ROLLED_BACK");
      return true;
    }
    return tookOutcome(reply.body());
  }

  private boolean askForVote() {
    Map<String, Object> body =
        Map.of(
            "coordinator",
            line.decisions().address() + "/" + tale.id(),
            "commands",
            tale.commands());
    return until(
        "a vote",
        () -> {
          Optional<Rest.Reply> reply = call(() -> line.tell(tale.id(), "prepare", body));
          String vote = reply.map(each -> each.body().path("vote").asText()).orElse("");
          if (!vote.isEmpty()) {
            tale.voted(vote);
          }
          return !vote.isEmpty() || (reply.isEmpty() && random.nextDouble() < GIVES_UP);
        });
  }

  /** Commit only after a vote that was heard. */
  void decide() {
    boolean commit =
        tale.promised() && tale.course() == Tale.Course.COMMIT && random.nextDouble() < COMMITS;
    tale.decide(commit ? Tale.Decision.COMMIT : Tale.Decision.ABORT);
  }

  /** Tells it, or leaves it to the gateway to ask; until it has ended. */
  void deliver() {
    boolean silent = tale.promised() && random.nextDouble() < SAYS_NOTHING;
    String verb = tale.decision().equals(Optional.of(Tale.Decision.COMMIT)) ? "commit" : "rollback";
    until("an end", () -> (!silent && told(verb)) || look());
    if (!silent) {
      call(() -> line.tell(tale.id(), verb, "")).ifPresent(reply -> tookOutcome(reply.body()));
    }
  }

  private boolean told(String verb) {
    Optional<Rest.Reply> reply = call(() -> line.tell(tale.id(), verb, ""));
    if (reply.isPresent() && reply.get().status() == 404) {
      tale.broke("the vote is lost: " + verb + " is answered with 404");
      return true;
    }
    return reply.map(each -> tookOutcome(each.body())).orElse(false);
  }

  private boolean tookOutcome(JsonNode body) {
    String outcome = body.path("outcome").asText();
    if (!outcome.isEmpty()) {
      tale.ended(outcome);
    }
    return !outcome.isEmpty();
  }

  /** What the gateway says of it unasked; does an operator's work where one is called for. */
  private boolean look() {
    Optional<Rest.Reply> reply = call(() -> line.transaction(tale.id()));
    if (reply.isEmpty()) {
      return false;
    }
    JsonNode shown = reply.get().body();
    if (reply.get().status() == 404 && tale.promised()) {
      tale.broke("the vote is lost: nothing is known of it");
      return true;
    }
    if (operatorThere) {
      help(shown.path("standing").asText());
    }
    return tookOutcome(shown);
  }

  private void help(String standing) {
    if (standing.equals("WITHHELD")) {
      release();
    } else if (standing.equals("STUCK")) {
      resolve();
    }
  }

  private void release() {
    Map<String, Object> word = Map.of("operator", "Ada", "reason", "the line is clear");
    call(() -> line.tell(tale.id(), "release", word));
  }

  private void resolve() {
    LockSupport.parkNanos(ARRIVES_WITHIN_NANOS);
    List<Wish.Track> tracks = tale.tracks();
    long done = tracks.stream().filter(track -> !track.deeds().isEmpty()).count();
    String outcome =
        done == 0 ? "ROLLED_BACK" : done == tracks.size() ? "COMMITTED" : "HEURISTIC_MIXED";
    tale.resolved();
    Map<String, Object> word =
        Map.of("operator", "Ada", "reason", "seen at the machine", "outcome", outcome);
    call(() -> line.tell(tale.id(), "resolve", word));
  }

  /** Empty where nobody answered: it is dead, or died over it. */
  private static Optional<Rest.Reply> call(Supplier<Rest.Reply> call) {
    try {
      return Optional.of(call.get());
    } catch (UncheckedIOException dead) {
      return Optional.empty();
    }
  }

  private boolean until(String what, Supplier<Boolean> done) {
    while (!done.get()) {
      if (line.quietSince(begun).compareTo(PackagedGateway.PATIENCE) > 0) {
        long waited = PackagedGateway.PATIENCE.toSeconds();
        tale.broke("waits for %s for %d s, with everybody there".formatted(what, waited));
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
