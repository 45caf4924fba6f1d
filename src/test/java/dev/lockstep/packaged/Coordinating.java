package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A coordinator that sends one transaction after the other to a gateway which may die at any time,
 * asks again until it is answered, and writes down every answer.
 */
final class Coordinating implements Callable<List<Coordinating.Tale>> {
  // A commit that a kill cut in two is settled behind a fence, which begins to
  // wait anew in every life: so perhaps not before the last kill.
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final double COMMITS = 0.8;

  private final PlantLine line;
  private final Machine machine;
  private final RandomGenerator random;
  private final AtomicBoolean stop;

  /** A device, and what may be asked of it. */
  record Machine(String device, Supplier<Map<String, Object>> command) {}

  /**
   * What was heard of one transaction.
   *
   * @param vote as answered
   * @param outcomes all that were ever reported, of which there must be one at most
   */
  record Tale(String id, String vote, Set<String> outcomes) {
    boolean committed() {
      return outcomes.contains("COMMITTED");
    }
  }

  /**
   * Not begun.
   *
   * @param stop no new transaction once it is set
   */
  Coordinating(PlantLine line, Machine machine, RandomGenerator random, AtomicBoolean stop) {
    this.line = line;
    this.machine = machine;
    this.random = random;
    this.stop = stop;
  }

  @Override
  public List<Tale> call() {
    List<Tale> tales = new ArrayList<>();
    while (!stop.get()) {
      tales.add(play(machine.device() + "-" + tales.size()));
    }
    return tales;
  }

  private Tale play(String id) {
    List<Map<String, Object>> commands = List.of(machine.command().get());
    String vote = persist(id, () -> line.prepare(id, commands), "vote");
    Set<String> outcomes = new TreeSet<>();
    if (vote.equals("COMMIT")) {
      String decision = random.nextDouble() < COMMITS ? "commit" : "rollback";
      outcomes.add(persist(id, () -> line.decide(id, decision), "outcome"));
      outcomes.add(persist(id, () -> line.decide(id, decision), "outcome"));
    }
    return new Tale(id, vote, outcomes);
  }

  /** Asks until the answer has this field: not while it is under way, nor while nobody answers. */
  private static String persist(String id, Supplier<Rest.Reply> call, String field) {
    return await(field + " of " + id)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(PAUSE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> call.get().body().path(field).asText(), found -> !found.isEmpty());
  }
}
