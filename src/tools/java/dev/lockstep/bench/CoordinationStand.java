package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A coordinator and two gateways of one package, running. */
final class CoordinationStand implements AutoCloseable {
  private final String label;
  private final Path folder;
  private final Fleet fleet;
  private final GatewayProcess coordinator;
  private final GatewayProcess first;
  private final GatewayProcess second;

  private CoordinationStand(Bed bed, String label, Path folder, Optional<ForeignJvm> narayana)
      throws IOException {
    this.label = label;
    this.folder = folder;
    this.fleet = new Fleet(bed.options().pace().devices());
    Path idle = folder.resolve("idle");
    coordinator =
        bed.gateway(
            "coordinator",
            folder,
            Map.of(
                "lockstep.catalog.profiles", new Fleet(1).write(idle).toString(),
                "lockstep.coordinator.enabled", "true",
                "lockstep.coordinator.path", idle.resolve("decisions.db").toString()));
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", fleet.write(folder).toString());
    settings.put("lockstep.coordinators.allowed", coordinator.address());
    narayana.ifPresent(
        it -> {
          settings.put("lockstep.restat.coordinators", it.address() + "/rest-at-coordinator");
          // On a busy machine a Narayana that has just started is slower than the 2 s of the
          // default.
          settings.put("lockstep.restat.answer-max", "15s");
        });
    first = bed.gateway("line-a", folder, settings);
    second = bed.gateway("line-b", folder, settings);
  }

  /**
   * All ready.
   *
   * @param bed with the package that is started
   * @param label behind the names of its contenders; empty where there is one package only
   * @param narayana whom the gateways may follow
   */
  static CoordinationStand start(Bed bed, String label, Path folder, Optional<ForeignJvm> narayana)
      throws IOException {
    CoordinationStand stand = new CoordinationStand(bed, label, folder, narayana);
    try {
      for (GatewayProcess each : List.of(stand.coordinator, stand.first, stand.second)) {
        each.start().awaitReady();
      }
      return stand;
    } catch (RuntimeException | Error failed) {
      stand.close();
      throw failed;
    }
  }

  String label() {
    return label;
  }

  Path folder() {
    return folder;
  }

  /** A whole coordination. */
  Contender whole() {
    List<String> addresses = List.of(first.address(), second.address());
    return new Contender(
        Coordinations.WHOLE + label,
        "one call: our coordinator role, 2 gateways",
        2,
        List.of(Bed.server(coordinator), Bed.server(first), Bed.server(second)),
        List.of(Bed.socket(coordinator)),
        () -> new CoordinationDialog(fleet, "whole-", addresses));
  }

  /** What a coordination has done at its gateways, without a coordinator. */
  Contender branches() {
    return new Contender(
        Coordinations.BRANCHES + label,
        "2 x prepare, 2 x commit at the same gateways",
        2,
        List.of(Bed.server(first), Bed.server(second)),
        List.of(Bed.socket(first), Bed.socket(second)),
        () -> new BranchesDialog(fleet, "branches-"));
  }

  /** One branch. */
  Contender branch() {
    return Bed.participant("transaction" + label, first, fleet);
  }

  /** The same gateways under Narayana's coordinator. */
  Contender under(ForeignJvm narayana) {
    List<InetSocketAddress> servers =
        List.of(narayana.socket(), Bed.socket(first), Bed.socket(second));
    return new Contender(
        Coordinations.NARAYANA + label,
        "begin + 2 x enlist + commit: Narayana's coordinator, 2 gateways",
        2,
        List.of(narayana.server(), Bed.server(first), Bed.server(second)),
        servers,
        () -> new RestAtDialog(RestAtDialog.ofGateways(fleet)));
  }

  @Override
  public void close() {
    for (GatewayProcess each : List.of(coordinator, first, second)) {
      each.close();
    }
  }
}
