package dev.lockstep.packaged;

import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.zookeeper.MachineCables;
import dev.lockstep.zookeeper.ServerNetwork;
import dev.lockstep.zookeeper.ZooKeeperPlan;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Hosts for a line: one for each PC and for each server of the ensemble, and a cable from each PC
 * to the machines. Each way can be cut by itself; tests reach the PCs all the time.
 */
final class LineHosts implements AutoCloseable {
  private static final int SERVERS = 3;
  private static final int ONE = 4;
  private static final int TWO = 5;

  private final Deque<Closeable> opened = new ArrayDeque<>();
  private final ServerNetwork network;
  private final MachineCables cables;

  private LineHosts() {
    boolean whole = false;
    try {
      network = ServerNetwork.of(TWO);
      opened.push(network::close);
      cables = MachineCables.from(network, List.of(ONE, TWO));
      opened.push(cables::close);
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** Under {@link dev.lockstep.zookeeper.HostNetwork#changing}. */
  static LineHosts make() {
    return new LineHosts();
  }

  private static int host(int pc) {
    return pc == 1 ? ONE : TWO;
  }

  private static int other(int pc) {
    return pc == 1 ? TWO : ONE;
  }

  /** Where a PC runs: 1 or 2. */
  GatewayProcess.Place place(int pc) {
    return new GatewayProcess.Place(network.address(host(pc)), network.launcher(host(pc)));
  }

  ZooKeeperPlan servers(Path folder) {
    return ZooKeeperPlan.on(network, folder);
  }

  /** The same machine, as the PCs reach it: {@code HOST:PORT}. */
  String machine(URI machine) {
    try {
      InetAddress here = cables.machinesAddress();
      FaultyNetwork way =
          new FaultyNetwork(
              new InetSocketAddress(machine.getHost(), machine.getPort()), Framing.OCTETS, here);
      opened.push(way::close);
      return "%s:%d".formatted(here.getHostAddress(), way.port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neither PC reaches the other. */
  void cutPcs() {
    network.cut(ONE, TWO);
  }

  /** What this PC sends to the other one vanishes; what the other sends still arrives. */
  void cutWordsOf(int pc) {
    network.cutOneWay(host(pc), other(pc));
  }

  /** Of what this PC sends to the other one, so much is lost. */
  void loseWordsOf(int pc, int percent) {
    network.lose(host(pc), other(pc), percent);
  }

  boolean canLose() {
    return network.canLose();
  }

  void cutCommands(int pc) {
    cables.cutCommands(host(pc));
  }

  void cutAnswers(int pc) {
    cables.cutAnswers(host(pc));
  }

  void cutServers(int pc) {
    for (int server = 1; server <= SERVERS; server++) {
      network.cut(host(pc), server);
    }
  }

  /** From the other PC, the machines and the servers. */
  void isolate(int pc) {
    cutPcs();
    cutServers(pc);
    cutCommands(pc);
    cutAnswers(pc);
  }

  void mend() {
    network.mendAll();
    cables.mendAll();
  }

  /** Removes them. What still runs there is cut off. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
