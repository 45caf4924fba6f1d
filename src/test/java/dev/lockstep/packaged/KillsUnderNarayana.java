package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.chaos.Tally;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Narayana decides between two gateways; it, one of them, or both die while it does. In the
 * end both lines have done the same, and what the client was told.
 */
final class KillsUnderNarayana implements Killing {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int COMMIT_MILLIS = 120;
  private static final int LATE_MILLIS = 2_000;

  private final RandomGenerator random;
  private final List<String> violations = new ArrayList<>();
  private int kills;
  private int persons;

  KillsUnderNarayana(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "narayana";
  }

  /** One transaction, and how its machines stood before. */
  private record Round(int number, String idA, String idB, long moves) {}

  @Override
  public Tally play(Enough enough) {
    try (NarayanaLines lines = NarayanaLines.start("kills-narayana")) {
      int number = 0;
      while (!enough.reached(kills)) {
        number++;
        enough.say().accept(play(lines, number));
      }
      enough
          .say()
          .accept(
              "narayana: %d transactions, %d kills, %d times a person had to decide"
                  .formatted(number, kills, persons));
    }
    return Tally.kills(kills, violations);
  }

  private String play(NarayanaLines lines, int number) {
    lines.lineA().awaitConnected();
    Narayana.Transaction tx = lines.begin();
    Round round =
        new Round(
            number,
            lines.enlistConveyor(tx, number % 2 == 0 ? 0.25 : 0.75),
            lines.enlistDrive(tx, number),
            lines.lineA().plant().shown().conveyor().moves());
    CompletableFuture<String> end = tx.commit().exceptionally(died -> "nothing");
    String killed = kill(lines);
    String told = end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    String outcome = settled(lines, round);
    check(lines, round, told, outcome);
    return "narayana %d: killed %s, client told %s, %s".formatted(number, killed, told, outcome);
  }

  private String kill(NarayanaLines lines) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(COMMIT_MILLIS)).toNanos());
    int which = random.nextInt(4);
    boolean gateway = which == 1 || which == 3;
    boolean coordinator = which >= 2;
    if (gateway) {
      lines.lineA().gateway().kill();
      kills++;
    }
    if (coordinator) {
      lines.coordinator().kill();
      kills++;
    }
    if (which > 0) {
      LockSupport.parkNanos(
          Duration.ofMillis(random.nextBoolean() ? random.nextInt(LATE_MILLIS) : 0).toNanos());
    }
    if (coordinator) {
      lines.coordinator().start();
    }
    if (gateway) {
      lines.lineA().gateway().start().awaitReady();
    }
    return List.of("nobody", "gateway", "coordinator", "both").get(which);
  }

  /** Waits until nothing is open, as the person who is called where nobody can know. */
  private String settled(NarayanaLines lines, Round round) {
    try {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> closed(lines, round));
    } catch (ConditionTimeoutException open) {
      violations.add("%s is open for %s".formatted(round, PATIENCE));
    }
    return outcome(lines.shown(lines.restA(), round.idA()))
        + " and "
        + outcome(lines.shown(lines.restB(), round.idB()));
  }

  private boolean closed(NarayanaLines lines, Round round) {
    JsonNode here = lines.shown(lines.restA(), round.idA());
    JsonNode there = lines.shown(lines.restB(), round.idB());
    if (nobodyKnows(here, there) || nobodyKnows(there, here)) {
      persons++;
      decide(lines, lines.restA(), round.idA(), here);
      decide(lines, lines.restB(), round.idB(), there);
    }
    return !open(here) && !open(there);
  }

  /** The one may not guess, and the other has no decision either. */
  private static boolean nobodyKnows(JsonNode one, JsonNode other) {
    return suspects(one) && (suspects(other) || (!open(other) && !committed(other)));
  }

  private static void decide(NarayanaLines lines, Rest gateway, String id, JsonNode shown) {
    if (suspects(shown)) {
      lines.resolve(gateway, id, "ROLLED_BACK");
    }
  }

  private static boolean suspects(JsonNode shown) {
    return open(shown) && shown.toString().contains("suspected of having lost");
  }

  private static boolean open(JsonNode shown) {
    return shown.has("state") && !shown.path("state").asText().equals("ENDED");
  }

  private static String outcome(JsonNode shown) {
    return shown.path("outcome").asText("NOTHING");
  }

  private static boolean committed(JsonNode shown) {
    return outcome(shown).equals("COMMITTED");
  }

  private void check(NarayanaLines lines, Round round, String told, String outcome) {
    long times = lines.lineA().plant().shown().conveyor().moves() - round.moves();
    boolean moved = times > 0;
    boolean driven = lines.lineB().speed(0).equals(Integer.toString(round.number()));
    if (times > 1) {
      violations.add("%s: the conveyor moved %d times".formatted(round, times));
    }
    if (moved != driven) {
      violations.add("%s: conveyor %s, drive %s, %s".formatted(round, moved, driven, outcome));
    }
    boolean otherwise =
        switch (told) {
          case "txstatus=TransactionCommitted" -> !moved;
          case "txstatus=TransactionRolledBack" -> moved;
          default -> false;
        };
    if (otherwise) {
      violations.add("%s: client told %s, moved %s".formatted(round, told, moved));
    }
  }
}
