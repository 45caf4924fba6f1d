package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosTally;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Our own coordinator decides here, in a process of its own, and dies as well: it, the gateway, or
 * both at once. What was decided is done, by every machine or by none.
 */
final class KillsOfBoth implements Killing {
  private static final String COORDINATIONS = "/api/v1/coordinations";
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long HEARD_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int COURSE_MILLIS = 300;
  private static final int LIFE_MAX_MILLIS = 1200;
  private static final List<List<String>> MACHINES =
      List.of(List.of("press", "conveyor"), List.of("oven"));

  private final SplittableGenerator random;
  private int tales;

  /** Who dies. */
  private enum Victim {
    GATEWAY,
    COORDINATOR,
    BOTH
  }

  KillsOfBoth(SplittableGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "both";
  }

  @Override
  public ChaosTally play(Enough enough) throws Exception {
    int port = FreePorts.lasting();
    String address = "http://127.0.0.1:" + port;
    try (PackagedGateway line = PackagedGateway.start(name(), Optional.empty(), address);
        GatewayProcess coordinator = coordinator(line, port);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      coordinator.start().awaitReady();
      PackageFindings findings = new PackageFindings(line);
      Pair pair = new Pair(line, coordinator, new PackagedWishes(line));
      int kills = 0;
      while (!enough.reached(kills)) {
        line.awaitConnected();
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        enough.say().accept(round(pair, victim, clients, findings));
        kills += victim == Victim.BOTH ? 2 : 1;
      }
      findings.checkAllAgain();
      return ChaosTally.kills(kills, findings.violations());
    }
  }

  private static GatewayProcess coordinator(PackagedGateway line, int port) throws IOException {
    Path folder = line.gateway().plan().directory();
    Path none = Files.createDirectories(folder.resolve("no-devices"));
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles",
            folder.resolve("profiles").toString(),
            "lockstep.catalog.devices",
            none.toString(),
            "lockstep.coordinators.allowed",
            "http://127.0.0.1:" + port,
            "lockstep.coordinator.enabled",
            "true");
    var plan = new GatewayProcess.Plan("coordinator", Distribution.home(), folder, port, settings);
    return new GatewayProcess(plan);
  }

  private record Pair(PackagedGateway line, GatewayProcess coordinator, PackagedWishes wishes) {}

  private String round(Pair pair, Victim victim, ExecutorService clients, PackageFindings findings)
      throws Exception {
    List<Tale> told = new ArrayList<>();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (List<String> machines : MACHINES) {
      Tale tale = draw(pair, machines);
      told.add(tale);
      ends.add(CompletableFuture.runAsync(() -> coordinate(pair, tale), clients));
    }
    boolean heard = random.nextBoolean() && awaitHeard(pair.line(), told);
    int life = random.nextInt(heard ? COURSE_MILLIS : LIFE_MAX_MILLIS);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(life));
    String back = kill(pair, victim);
    for (CompletableFuture<Void> end : ends) {
      end.get(PackagedGateway.PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
    }
    told.forEach(findings::check);
    return "kill %s %d ms after %s, restarted %s: %s"
        .formatted(victim, life, heard ? "the gateway had heard of it" : "asking", back, told);
  }

  /** So that the kill falls between the gateway's first word and its last, however slow it is. */
  private static boolean awaitHeard(PackagedGateway line, List<Tale> told) {
    long givesUpAt = System.nanoTime() + HEARD_WITHIN_NANOS;
    while (System.nanoTime() - givesUpAt < 0) {
      if (told.stream().anyMatch(tale -> line.transaction(tale.id()).status() == 200)) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return false;
  }

  private String kill(Pair pair, Victim victim) {
    if (victim != Victim.GATEWAY) {
      pair.coordinator().kill();
    }
    if (victim != Victim.COORDINATOR) {
      pair.line().gateway().kill();
    }
    String back = "at once";
    if (victim != Victim.COORDINATOR) {
      back = pair.line().comeBack(random);
    }
    if (victim != Victim.GATEWAY) {
      pair.coordinator().start().awaitReady();
    }
    return back;
  }

  private Tale draw(Pair pair, List<String> machines) {
    String id = "b-" + ++tales;
    var occurrence = new PackagedWishes.Occurrence(id, random);
    List<Wish> wishes = pair.wishes().of(machines, random.nextBoolean(), occurrence);
    Tale tale = new Tale(id, Tale.Course.COORDINATE, wishes);
    tale.decide(Tale.Decision.COMMIT); // by whoever answers: from here on it may move
    return tale;
  }

  /** As any client: asks until the coordinator has it, then looks until it has ended. */
  private static void coordinate(Pair pair, Tale tale) {
    Map<String, Object> participant =
        Map.of("gateway", pair.line().gateway().address(), "commands", tale.commands());
    Map<String, Object> body = Map.of("id", tale.id(), "participants", List.of(participant));
    Rest coordinator = pair.coordinator().rest();
    long givesUpAt = System.nanoTime() + PackagedGateway.PATIENCE.toNanos();
    while (System.nanoTime() - givesUpAt < 0) {
      try {
        var shown = coordinator.get(COORDINATIONS + "/" + tale.id());
        if (shown.status() == 404) {
          coordinator.post(COORDINATIONS, body);
        } else if (shown.body().path("state").asText().equals("ENDED")) {
          tale.ended(shown.body().path("outcome").asText());
          return;
        }
      } catch (UncheckedIOException dead) {
        // it comes back
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    tale.broke("the coordination does not end, with everybody there");
  }
}
