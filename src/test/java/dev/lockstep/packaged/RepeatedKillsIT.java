package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plant.Plant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} at random moments under a stream of transactions. The seed ({@code
 * -Dlockstep.seed}) repeats what is asked and how long each life lasts; what a kill hits is up to
 * the machine.
 */
class RepeatedKillsIT {
  private static final int KILLS = Integer.getInteger("lockstep.kills", 10);
  private static final long SEED = Long.getLong("lockstep.seed", 17);
  // No further kill after that, so that a slow machine is not held up for long.
  private static final Duration KILLING_MAX = Duration.ofSeconds(40);
  private static final int LIFE_MIN_MILLIS = 100;
  private static final int LIFE_MAX_MILLIS = 1000;

  private final PlantLine line = PlantLine.start("kills");
  private final ExecutorService coordinators = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean stop = new AtomicBoolean();

  @AfterEach
  void end() {
    stop.set(true);
    line.close();
    coordinators.shutdownNow();
  }

  @Test
  void whatWasAnsweredBeforeAKillIsTrueAfterIt() throws Exception {
    Plant.Shown before = line.plant().shown();
    SplittableRandom random = new SplittableRandom(SEED);
    List<Future<List<Coordinating.Tale>>> told = begin(random);

    long begun = System.nanoTime();
    for (int kill = 0; kill < KILLS && !past(begun); kill++) {
      live(Duration.ofMillis(random.nextInt(LIFE_MIN_MILLIS, LIFE_MAX_MILLIS)));
      line.killAndRestart();
    }
    line.awaitConnected();
    live(Duration.ofMillis(LIFE_MAX_MILLIS));
    stop.set(true);

    List<Coordinating.Tale> all = all(told);
    assertThat(all).filteredOn(Coordinating.Tale::committed).hasSizeGreaterThan(KILLS);
    assertThat(all).allSatisfy(this::isFoundAgain);
    Plant.Shown after = line.plant().shown();
    assertThat(after.press().moves() - before.press().moves()).isEqualTo(committed(told.get(0)));
    assertThat(after.conveyor().moves() - before.conveyor().moves())
        .isEqualTo(committed(told.get(1)));
  }

  private static boolean past(long begun) {
    return System.nanoTime() - begun > KILLING_MAX.toNanos();
  }

  private List<Future<List<Coordinating.Tale>>> begin(SplittableRandom random) {
    List<Future<List<Coordinating.Tale>>> told = new ArrayList<>();
    for (String device : List.of("press", "conveyor", "memory-1", "memory-2")) {
      RandomGenerator own = random.split();
      Coordinating.Machine machine = machine(device, own);
      told.add(coordinators.submit(new Coordinating(line, machine, own, stop)));
    }
    return told;
  }

  private static Coordinating.Machine machine(String device, RandomGenerator random) {
    return new Coordinating.Machine(
        device,
        () ->
            switch (device) {
              case "press" -> PlantLine.loadRecipe(device, random.nextInt(1, 100), force(random));
              case "conveyor" -> PlantLine.setSpeed(random.nextInt(1, 20) / 8.0);
              default -> PlantLine.setForce(device, force(random));
            });
  }

  private static double force(RandomGenerator random) {
    return random.nextInt(50, 2001);
  }

  /** Lets it be: the moment of the kill is what this test is about, no condition is waited for. */
  private static void live(Duration life) {
    await().pollDelay(life).atMost(life.plusSeconds(10)).until(() -> true);
  }

  private void isFoundAgain(Coordinating.Tale tale) {
    JsonNode found = line.transaction(tale.id()).body();
    assertThat(tale.outcomes()).as("outcomes told of %s", tale).hasSizeLessThanOrEqualTo(1);
    if (tale.vote().equals("COMMIT")) {
      assertThat(found.path("vote").asText()).as("%s: %s", tale, found).isEqualTo("COMMIT");
      assertThat(found.path("state").asText()).as("%s: %s", tale, found).isEqualTo("ENDED");
      assertThat(tale.outcomes()).as("%s", found).containsExactly(found.path("outcome").asText());
    } else {
      assertThat(found.path("outcome").asText("ROLLED_BACK")).isEqualTo("ROLLED_BACK");
    }
  }

  private static long committed(Future<List<Coordinating.Tale>> told) throws Exception {
    return told.get().stream().filter(Coordinating.Tale::committed).count();
  }

  private static List<Coordinating.Tale> all(List<Future<List<Coordinating.Tale>>> told)
      throws ExecutionException, InterruptedException {
    List<Coordinating.Tale> all = new ArrayList<>();
    for (Future<List<Coordinating.Tale>> each : told) {
      all.addAll(each.get());
    }
    return all;
  }
}
