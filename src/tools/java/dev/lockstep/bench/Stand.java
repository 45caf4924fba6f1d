package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All servers of the throughput part, running at the same time: while one contender is measured the
 * others have nothing to do.
 */
final class Stand implements AutoCloseable {
  static final String LOCKSTEP = "lockstep";
  static final String NARAYANA = "narayana";
  static final String LIBRARY = "narayana-participant";
  static final String BOTH_OURS = "lockstep-2pc";
  static final String MIXED = "narayana+lockstep";

  /** Narayana's defaults: seconds between two passes of its recovery, and the looks of one. */
  private static final List<String> RECOVERY = List.of("120", "10");

  private final List<AutoCloseable> running = new ArrayList<>();
  private final Fleet fleet;
  private final GatewayProcess first;
  private final GatewayProcess second;
  private final GatewayProcess coordinator;
  private final Optional<Incumbent> incumbent;

  /** Narayana: its coordinator, and an application with its participant library. */
  private record Incumbent(ForeignJvm coordinator, ForeignJvm application) {}

  private Stand(Bed bed, Path folder) throws IOException {
    fleet = new Fleet(bed.options().pace().devices());
    Path idle = folder.resolve("idle");
    coordinator =
        bed.gateway(
            "coordinator",
            folder,
            Map.of(
                "lockstep.catalog.profiles", new Fleet(1).write(idle).toString(),
                "lockstep.coordinator.enabled", "true",
                "lockstep.coordinator.path", idle.resolve("decisions.db").toString()));
    incumbent = bed.narayana().map(jars -> incumbent(bed.options(), jars, folder));
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", fleet.write(folder).toString());
    settings.put("lockstep.coordinators.allowed", coordinator.address());
    incumbent.ifPresent(
        it ->
            settings.put(
                "lockstep.restat.coordinators",
                it.coordinator().address() + "/rest-at-coordinator"));
    first = bed.gateway("line-a", folder, settings);
    second = bed.gateway("line-b", folder, settings);
  }

  /** Everything that can be started here, ready. */
  static Stand start(Bed bed) throws IOException {
    Stand stand = new Stand(bed, bed.folder("throughput"));
    try {
      for (GatewayProcess each : List.of(stand.coordinator, stand.first, stand.second)) {
        stand.running.add(each);
        each.start().awaitReady();
      }
      return stand;
    } catch (RuntimeException | Error failed) {
      stand.close();
      throw failed;
    }
  }

  private Incumbent incumbent(BenchmarkOptions options, Path jars, Path folder) {
    List<String> coordinates = List.of("store", RECOVERY.getFirst(), RECOVERY.getLast(), "now");
    var manager =
        new ForeignJvm(
            "narayana-coordinator",
            new ForeignJvm.Program("RestAtCoordinator", jars, options.jvm(), coordinates),
            folder.resolve("narayana-coordinator"));
    running.add(manager);
    var application =
        new ForeignJvm(
            "narayana-participants",
            new ForeignJvm.Program("RestAtParticipant", jars, options.jvm(), List.of("store")),
            folder.resolve("narayana-participants"));
    running.add(application);
    return new Incumbent(manager, application);
  }

  /** In the order in which they take turns. */
  List<Contender> contenders() {
    List<Contender> all = new ArrayList<>();
    all.add(Bed.participant(LOCKSTEP, first, fleet));
    incumbent.ifPresent(it -> all.add(narayana(it)));
    incumbent.ifPresent(it -> all.add(library(it)));
    all.add(bothOurs());
    incumbent.ifPresent(it -> all.add(mixed(it)));
    return all;
  }

  private Contender narayana(Incumbent it) {
    return new Contender(
        NARAYANA,
        "begin + 2 x enlist + commit: its coordinator, 2 participants",
        2,
        List.of(it.coordinator().server(), it.application().server()),
        List.of(it.coordinator().socket(), it.application().socket()),
        () -> new RestAtDialog(RestAtDialog.ofLibrary(fleet.size())));
  }

  private static Contender library(Incumbent it) {
    return new Contender(
        LIBRARY,
        "prepare + commit at one participant of its library",
        1,
        List.of(it.application().server()),
        List.of(it.application().socket()),
        LibraryDialog::new);
  }

  private Contender bothOurs() {
    List<String> addresses = List.of(first.address(), second.address());
    return new Contender(
        BOTH_OURS,
        "one call: our coordinator role, 2 gateways",
        2,
        List.of(Bed.server(coordinator), Bed.server(first), Bed.server(second)),
        List.of(Bed.socket(coordinator)),
        () -> new CoordinationDialog(fleet, "both-", addresses));
  }

  private Contender mixed(Incumbent it) {
    List<InetSocketAddress> servers =
        List.of(it.coordinator().socket(), Bed.socket(first), Bed.socket(second));
    return new Contender(
        MIXED,
        "begin + 2 x enlist + commit: Narayana's coordinator, 2 gateways",
        2,
        List.of(it.coordinator().server(), Bed.server(first), Bed.server(second)),
        servers,
        () -> new RestAtDialog(RestAtDialog.ofGateways(fleet)));
  }

  @Override
  public void close() {
    for (AutoCloseable each : running) {
      try {
        each.close();
      } catch (Exception stillRuns) {
        throw new IllegalStateException(stillRuns);
      }
    }
  }
}
