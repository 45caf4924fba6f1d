package dev.lockstep.packaged;

import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * One coordination over both lines, as its client sees it: any replica is asked, and the next where
 * one is silent. What each line's machines do is a tale of its own; all of them end alike.
 */
final class CoordinatedTales {
  private static final String COORDINATIONS = "/api/v1/coordinations";
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final double ASKED_TWICE = 0.3;

  private final ReplicatedPlant plant;
  private final List<Tale> tales;
  private final RandomGenerator random;
  private volatile boolean begun;
  private volatile Optional<String> outcome = Optional.empty();

  /**
   * Not begun.
   *
   * @param tales of each line, in the plant's order, of one id
   */
  CoordinatedTales(ReplicatedPlant plant, List<Tale> tales, RandomGenerator random) {
    this.plant = plant;
    this.tales = List.copyOf(tales);
    this.random = random;
    tales.forEach(
        tale -> tale.decide(Tale.Decision.COMMIT)); // by the ensemble: from here on it may move
  }

  String id() {
    return tales.getFirst().id();
  }

  List<Tale> tales() {
    return tales;
  }

  /** What its client was told it came to; empty while it goes on. */
  Optional<String> outcome() {
    return outcome;
  }

  /** Whether it was asked for, and is not over at every gateway that has heard of it. */
  boolean underWay() {
    return begun && outcome.isEmpty() && plant.lines().stream().anyMatch(this::live);
  }

  private boolean live(ReplicatedPlant.Line line) {
    try {
      String state = line.gateway().transaction(id()).body().path("state").asText("");
      return !state.isEmpty() && !state.equals("ENDED");
    } catch (UncheckedIOException dead) {
      return true;
    }
  }

  /** Begins it, at one replica or at both at once, and looks until it has ended. */
  void play() {
    begun = true;
    if (random.nextDouble() < ASKED_TWICE) {
      Rest other = plant.coordinators().getLast().process().rest();
      var unused = Thread.startVirtualThread(() -> askedQuietly(other));
    }
    long givesUpAt = System.nanoTime() + PackagedGateway.PATIENCE.toNanos() * 2;
    while (outcome.isEmpty() && System.nanoTime() - givesUpAt < 0) {
      int any = random.nextInt(plant.coordinators().size());
      outcome = askedQuietly(plant.coordinators().get(any).process().rest());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    outcome.ifPresentOrElse(
        said -> tales.forEach(tale -> tale.ended(said)),
        () -> tales.forEach(tale -> tale.broke("left open, with everybody there")));
  }

  private Optional<String> askedQuietly(Rest coordinator) {
    try {
      var shown = coordinator.get(COORDINATIONS + "/" + id());
      if (shown.status() == 404) {
        coordinator.post(COORDINATIONS, request());
      } else if (shown.body().path("state").asText().equals("ENDED")) {
        return Optional.of(shown.body().path("outcome").asText());
      }
    } catch (UncheckedIOException dead) {
      // the other may live, and this one comes back
    }
    return Optional.empty();
  }

  private Map<String, Object> request() {
    List<Map<String, Object>> participants = new ArrayList<>();
    for (int line = 0; line < tales.size(); line++) {
      participants.add(
          Map.of(
              "gateway",
              plant.lines().get(line).address(),
              "commands",
              tales.get(line).commands()));
    }
    return Map.of("id", id(), "participants", participants);
  }
}
