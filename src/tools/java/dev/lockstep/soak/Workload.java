package dev.lockstep.soak;

import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * What is asked of the gateway, again and again: transactions that commit, that roll back, that are
 * in each other's way, that come in one call, that nobody decides, and some for a press that at
 * times says nothing. Thread-safe.
 */
final class Workload {
  private static final String TRANSACTIONS = "/api/v1/transactions/";
  private static final String PRESS =
      "{\"commands\":[{\"device\":\"press\",\"command\":\"SetForce\",\"arguments\":{\"PressingForce\":%d}}]}";

  private static final Set<Integer> VOTED = Set.of(200, 409, 503);
  private static final Set<Integer> DECIDED = Set.of(200, 202, 503, 504);
  private static final Set<Integer> EXECUTED = Set.of(200, 202, 409, 503);
  private static final Set<Integer> FORGOTTEN = Set.of(204, 409, 503);

  private final Rest gateway;
  private final Fleet fleet;
  private final LateCoordinator coordinator;
  private final String prefix;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Long> answers = new ConcurrentSkipListMap<>();
  private final Map<String, Long> strange = new ConcurrentSkipListMap<>();

  /**
   * @param prefix of the ids: no other load on the same journal may have it
   */
  Workload(Rest gateway, Fleet fleet, LateCoordinator coordinator, String prefix) {
    this.gateway = gateway;
    this.fleet = fleet;
    this.coordinator = coordinator;
    this.prefix = prefix;
  }

  /** One transaction, or two that meet, from the first request to the last answer. */
  void next(RandomGenerator random) {
    int number = (int) numbers.incrementAndGet();
    String id = prefix + number;
    // The last drives are for those that nobody decides: they hold them for long.
    int decided = fleet.size() * 3 / 4;
    int drive = random.nextInt(decided);
    String commands = fleet.commands(drive, number);
    int lot = random.nextInt(100);
    if (lot < 50) {
      forget(id, vote(id, commands) ? tell(id, "commit") : 409);
    } else if (lot < 65) {
      vote(id, commands);
      forget(id, tell(id, "rollback"));
    } else if (lot < 75) {
      conflict(id, commands);
    } else if (lot < 85) {
      count("execute", post(id, "execute", commands), EXECUTED);
    } else if (lot < 92) {
      count("get", gateway.get("/api/v1/transactions?limit=20").status(), Set.of(200, 503));
    } else if (lot < 97) {
      int held = decided + random.nextInt(fleet.size() - decided);
      vote(id, undecided(id, fleet.commands(held, number)));
    } else {
      vote(id, PRESS.formatted(random.nextInt(50, 2_000)));
      tell(id, random.nextBoolean() ? "commit" : "rollback");
    }
  }

  /** Two that want the same drive. */
  private void conflict(String id, String commands) {
    vote(id, commands);
    vote(id + "-too", commands);
    tell(id, "rollback");
    tell(id + "-too", "rollback");
  }

  private String undecided(String id, String commands) {
    return "{\"coordinator\":\"" + coordinator.address(id) + "\"," + commands.substring(1);
  }

  private boolean vote(String id, String body) {
    return count("prepare", post(id, "prepare", body), VOTED) == 200;
  }

  private int tell(String id, String decision) {
    // A commit that was not voted for is refused, and known to have been voted down.
    Set<Integer> right = decision.equals("commit") ? Set.of(200, 202, 409, 503, 504) : DECIDED;
    return count(decision, post(id, decision, ""), right);
  }

  private void forget(String id, int ended) {
    if (ended == 200) {
      count("forget", gateway.delete(TRANSACTIONS + id).status(), FORGOTTEN);
    }
  }

  private int post(String id, String call, String body) {
    return gateway.post(TRANSACTIONS + id + "/" + call, body).status();
  }

  private int count(String call, int status, Set<Integer> right) {
    answers.merge(call + " " + status, 1L, Long::sum);
    if (!right.contains(status)) {
      strange.merge(call + " " + status, 1L, Long::sum);
    }
    return status;
  }

  /** As {@link #next}, where what breaks is counted and ends nothing. */
  void nextOrCount(RandomGenerator random) {
    try {
      next(random);
    } catch (UncheckedIOException broken) {
      strange.merge("no answer: " + broken.getCause(), 1L, Long::sum);
    }
  }

  /** How often each call was answered with each status. */
  Map<String, Long> answers() {
    return answers;
  }

  /** Those that should not have come. */
  Map<String, Long> strange() {
    return strange;
  }
}
