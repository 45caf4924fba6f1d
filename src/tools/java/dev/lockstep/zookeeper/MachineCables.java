package dev.lockstep.zookeeper;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The machines' network: from some hosts of a {@link ServerNetwork} a second cable each to this
 * machine, which has one address for all of them. A host can be cut from the machines and still be
 * reached by the others, and by tests.
 */
public final class MachineCables implements AutoCloseable {
  private static final String NOBODY = "02:00:00:00:00:fe";

  private final ServerNetwork network;
  private final List<Integer> hosts;

  private MachineCables(ServerNetwork network, List<Integer> hosts) {
    this.network = network;
    this.hosts = List.copyOf(hosts);
  }

  /**
   * A cable from each of these hosts.
   *
   * @throws IllegalStateException where the machine does not permit it; nothing is left then
   */
  public static MachineCables from(ServerNetwork network, List<Integer> hosts) {
    MachineCables made = new MachineCables(network, hosts);
    made.close(); // what a killed run left under the same name
    boolean whole = false;
    try {
      hosts.forEach(made::plug);
      whole = true;
      return made;
    } finally {
      if (!whole) {
        made.close();
      }
    }
  }

  private void plug(int host) {
    IpCommand.demand(
        "ip link add %s type veth peer name eth1 netns %s"
            .formatted(cable(host), network.name(host)));
    IpCommand.demand(
        "ip addr add %s peer %s dev %s".formatted(machines(), address(host), cable(host)));
    IpCommand.demand("ip link set %s up".formatted(cable(host)));
    IpCommand.demand(
        "ip -n %s addr add %s peer %s dev eth1"
            .formatted(network.name(host), address(host), machines()));
    IpCommand.demand("ip -n %s link set eth1 up".formatted(network.name(host)));
  }

  /** Where the machines listen; the same for every host. */
  public InetAddress machinesAddress() {
    try {
      return InetAddress.getByName(machines());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What the host sends to the machines vanishes; what they send still arrives. */
  public void cutCommands(int host) {
    IpCommand.demand(
        "ip -n %s neigh replace %s lladdr %s dev eth1 nud permanent"
            .formatted(network.name(host), machines(), NOBODY));
  }

  /** What the machines send to the host vanishes; what it sends still arrives. */
  public void cutAnswers(int host) {
    IpCommand.demand(
        "ip neigh replace %s lladdr %s dev %s nud permanent"
            .formatted(address(host), NOBODY, cable(host)));
  }

  /** Everything reaches everything again. */
  public void mendAll() {
    for (int host : hosts) {
      // Fails where nothing was cut.
      var unused =
          IpCommand.failure(
              "ip -n %s neigh del %s dev eth1".formatted(network.name(host), machines()));
      unused = IpCommand.failure("ip neigh del %s dev %s".formatted(address(host), cable(host)));
    }
  }

  private String machines() {
    return "10.79.%d.254".formatted(network.number());
  }

  private String address(int host) {
    return "10.79.%d.%d".formatted(network.number(), host);
  }

  private String cable(int host) {
    return "lockstepm%d-%d".formatted(network.number(), host);
  }

  /** Removes it. */
  @Override
  public void close() {
    for (int host : hosts) {
      var unused = IpCommand.failure("ip link del " + cable(host));
    }
  }
}
