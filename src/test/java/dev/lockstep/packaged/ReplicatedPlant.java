package dev.lockstep.packaged;

import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.zookeeper.HostNetwork;
import dev.lockstep.zookeeper.ServerNetwork;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperPlan;
import dev.lockstep.zookeeper.ZooKeeperProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Two packaged gateways with their machines and two packaged coordinators on a real ensemble of
 * three servers. Each of the four has a network of its own to each server, and each gateway one to
 * the coordinators; the servers are on hosts of their own where this machine lets us make them, and
 * the last one's log is on a small disk where it lets us mount one.
 */
final class ReplicatedPlant implements Closeable {
  private static final Duration NEVER_STALE = Duration.ofMinutes(30);
  private static final int SERVERS = 3;
  private static final int DISK_MEBIBYTES = 48;
  private static final String SESSION_SECONDS = "6";

  /** A decision on the ensemble may take this long after a death: what the plant promises. */
  static final Duration WAIT_MAX = Duration.ofSeconds(8);

  private final Deque<Closeable> opened = new ArrayDeque<>();
  private final Optional<ServerNetwork> network;
  private final Optional<SmallDisk> disk;
  private final ZooKeeperEnsemble ensemble;
  private final List<Coordinating> coordinators;
  private final List<Line> lines;

  /** One replica of the coordinator, and its networks to the servers. */
  record Coordinating(GatewayProcess process, List<FaultyNetwork> toServers) {}

  /**
   * One line, with its networks.
   *
   * @param toServers from its gateway to each server
   * @param toGateway from the coordinators to its gateway
   */
  record Line(PackagedGateway gateway, List<FaultyNetwork> toServers, FaultyNetwork toGateway) {
    /** What the coordinators believe to be its address. */
    String address() {
      return "http://127.0.0.1:" + toGateway.port();
    }
  }

  private ReplicatedPlant() throws IOException, InterruptedException {
    boolean whole = false;
    try {
      Path folder = Distribution.folder("ensemble");
      network = hosts();
      Path small = folder.resolve("small-disk");
      disk = SmallDisk.tried(small, DISK_MEBIBYTES);
      disk.ifPresent(mounted -> opened.push(() -> unmount(mounted)));
      ensemble = servers(folder, small);
      coordinators =
          List.of(coordinator("coordinator-1", folder), coordinator("coordinator-2", folder));
      coordinators.forEach(each -> each.process().start());
      coordinators.forEach(each -> each.process().awaitReady());
      lines = List.of(line("ensemble-a"), line("ensemble-b"));
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  private ZooKeeperPlan plan(Path folder, Path small) {
    ZooKeeperPlan plan =
        network
            .map(hosts -> ZooKeeperPlan.on(hosts, folder))
            .orElseGet(() -> ZooKeeperPlan.onLoopback(folder));
    return disk.isPresent() ? plan.withTransactionLog(SERVERS, small) : plan;
  }

  /** All of it ready. */
  static ReplicatedPlant start() throws IOException, InterruptedException {
    return new ReplicatedPlant();
  }

  private <T> T opened(T resource, Closeable end) {
    opened.push(end);
    return resource;
  }

  private static void unmount(SmallDisk mounted) {
    try {
      mounted.unmount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<ServerNetwork> hosts() {
    if (!ServerNetwork.possible()) {
      return Optional.empty();
    }
    HostNetwork changing = HostNetwork.changing();
    opened.push(changing::close);
    ServerNetwork made = ServerNetwork.of(SERVERS);
    return Optional.of(opened(made, made::close));
  }

  private ZooKeeperEnsemble servers(Path folder, Path small) {
    ZooKeeperEnsemble made = new ZooKeeperEnsemble(plan(folder, small));
    return opened(made, made::close).start();
  }

  private FaultyNetwork network(InetSocketAddress address) throws IOException {
    FaultyNetwork made = new FaultyNetwork(address, Framing.OCTETS);
    return opened(made, made::close);
  }

  private List<FaultyNetwork> toServers() throws IOException {
    List<FaultyNetwork> networks = new ArrayList<>();
    for (ZooKeeperProcess server : ensemble.servers()) {
      String[] parts = server.address().split(":", 2);
      var address = new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
      networks.add(network(address));
    }
    return networks;
  }

  private static Map<String, String> connected(List<FaultyNetwork> toServers) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "lockstep.ensemble.connect",
        toServers.stream()
            .map(each -> "127.0.0.1:" + each.port())
            .collect(Collectors.joining(",")));
    settings.put("lockstep.ensemble.session-timeout", SESSION_SECONDS + "s");
    return settings;
  }

  private Coordinating coordinator(String name, Path folder) throws IOException {
    List<FaultyNetwork> toServers = toServers();
    Map<String, String> settings = connected(toServers);
    int port = FreePorts.lasting();
    settings.put(
        "lockstep.catalog.profiles", Distribution.home().resolve("device-profiles").toString());
    settings.put(
        "lockstep.catalog.devices",
        Files.createDirectories(folder.resolve("no-devices")).toString());
    settings.put("lockstep.coordinators.allowed", "http://127.0.0.1:" + port);
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.log", "zookeeper");
    var plan = new GatewayProcess.Plan(name, Distribution.home(), folder, port, settings);
    GatewayProcess process = new GatewayProcess(plan);
    return new Coordinating(opened(process, process::close), toServers);
  }

  private Line line(String name) throws IOException {
    List<FaultyNetwork> toServers = toServers();
    List<String> allowed = coordinators.stream().map(each -> each.process().address()).toList();
    PackagedGateway gateway =
        PackagedGateway.start(
            name,
            new PackagedGateway.Configured(
                Optional.of(NEVER_STALE), allowed, connected(toServers)));
    opened.push(gateway::close);
    int port = gateway.gateway().plan().port();
    return new Line(
        gateway, toServers, network(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  Optional<ServerNetwork> network() {
    return network;
  }

  /** That of the log of server 3. */
  Optional<SmallDisk> disk() {
    return disk;
  }

  ZooKeeperEnsemble ensemble() {
    return ensemble;
  }

  /** Two. */
  List<Coordinating> coordinators() {
    return coordinators;
  }

  /** Two. */
  List<Line> lines() {
    return lines;
  }

  /** Ends everything, in the opposite order. */
  @Override
  public void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
