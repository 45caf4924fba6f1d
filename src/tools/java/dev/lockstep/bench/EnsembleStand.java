package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A coordinator with a log of its own, two that share one on an ensemble, and two gateways that
 * follow all three: of one package, running.
 */
final class EnsembleStand implements AutoCloseable {
  static final String SQLITE = "sqlite";
  static final String ENSEMBLE = "ensemble";

  /** What the names of the ensemble's servers begin with. */
  static final String SERVER = "zookeeper-";

  private static final String PREFIX = "shared-";

  private final String label;
  private final String chroot;
  private final ZooKeeperEnsemble ensemble;
  private final Fleet fleet;
  private final GatewayProcess alone;
  private final List<GatewayProcess> replicas;
  private final List<GatewayProcess> gateways;

  private EnsembleStand(Bed bed, String label, Path folder, ZooKeeperEnsemble ensemble)
      throws IOException {
    this.label = label;
    this.chroot = "/" + folder.getFileName();
    this.ensemble = ensemble;
    this.fleet = new Fleet(bed.options().pace().devices());
    Path idle = folder.resolve("idle");
    Map<String, String> role = new HashMap<>();
    role.put("lockstep.catalog.profiles", new Fleet(1).write(idle).toString());
    role.put("lockstep.coordinator.enabled", "true");
    role.put("lockstep.coordinator.path", idle.resolve("decisions.db").toString());
    alone = bed.gateway("coordinator", folder, role);
    Map<String, String> shared = connected();
    role.putAll(shared);
    role.put("lockstep.coordinator.log", "zookeeper");
    replicas =
        List.of(
            bed.gateway("coordinator-1", folder, role), bed.gateway("coordinator-2", folder, role));
    Map<String, String> settings = new HashMap<>(shared);
    settings.put("lockstep.catalog.profiles", fleet.write(folder).toString());
    settings.put(
        "lockstep.coordinators.allowed",
        Stream.concat(Stream.of(alone), replicas.stream())
            .map(GatewayProcess::address)
            .collect(Collectors.joining(",")));
    gateways =
        List.of(bed.gateway("line-a", folder, settings), bed.gateway("line-b", folder, settings));
  }

  /** Two packages are two plants on the same servers. */
  private Map<String, String> connected() {
    return Map.of(
        "lockstep.ensemble.connect", ensemble.connect(), "lockstep.ensemble.chroot", chroot);
  }

  /**
   * All ready.
   *
   * @param bed with the package that is started
   * @param label behind the names of its contenders; empty where there is one package only
   * @param folder also the name of its chroot
   * @param ensemble serving; not closed with it
   */
  static EnsembleStand start(Bed bed, String label, Path folder, ZooKeeperEnsemble ensemble)
      throws IOException {
    EnsembleStand stand = new EnsembleStand(bed, label, folder, ensemble);
    try {
      for (GatewayProcess each : stand.processes()) {
        each.start().awaitReady();
      }
      return stand;
    } catch (RuntimeException | Error failed) {
      stand.close();
      throw failed;
    }
  }

  private List<GatewayProcess> processes() {
    List<GatewayProcess> all = new ArrayList<>();
    all.add(alone);
    all.addAll(replicas);
    all.addAll(gateways);
    return all;
  }

  String label() {
    return label;
  }

  /** In the order in which they take turns. */
  List<Contender> contenders() {
    List<String> addresses = gateways.stream().map(GatewayProcess::address).toList();
    return List.of(
        new Contender(
            SQLITE + label,
            "one call: our coordinator with SQLite, 2 gateways",
            2,
            servers(List.of(alone)),
            List.of(Bed.socket(alone)),
            () -> new CoordinationDialog(fleet, "alone-", addresses)),
        new Contender(
            ENSEMBLE + label,
            "one call: one of our 2 coordinators in turns, 3 ZooKeeper servers, the same 2 gateways",
            2,
            Stream.concat(servers(replicas).stream(), ofEnsemble()).toList(),
            sockets(replicas),
            () -> new CoordinationDialog(fleet, PREFIX, addresses, replicas.size())));
  }

  private List<Server> servers(List<GatewayProcess> coordinators) {
    return Stream.concat(coordinators.stream(), gateways.stream()).map(Bed::server).toList();
  }

  private Stream<Server> ofEnsemble() {
    return ensemble.servers().stream().map(EnsembleStand::server);
  }

  private static Server server(ZooKeeperProcess process) {
    return new Server(SERVER + process.number(), process.pid(), Optional.empty());
  }

  private static List<InetSocketAddress> sockets(List<GatewayProcess> processes) {
    return processes.stream().map(Bed::socket).toList();
  }

  /** What the ensemble was made to write by all coordinations so far. */
  EnsembleWrites writes() throws IOException {
    return EnsembleWrites.read(ensemble.transactionLog(1), chroot, PREFIX);
  }

  @Override
  public void close() {
    processes().forEach(GatewayProcess::close);
  }
}
