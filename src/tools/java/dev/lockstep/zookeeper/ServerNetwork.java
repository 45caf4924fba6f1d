package dev.lockstep.zookeeper;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Hosts of their own on this machine: network namespaces of Linux with an address each, on one
 * switch that this machine is plugged into as well. The way between any two can be cut in either
 * direction: packets vanish then without a word, as they do where a cable is pulled behind a
 * switch.
 *
 * <p>Hosts go by number, from 1; this machine is {@link #HERE}.
 */
public final class ServerNetwork implements AutoCloseable {
  /** This machine: tests, and everything that is started without a launcher. */
  public static final int HERE = 254;

  private static final int NETWORKS = 200;
  private static final int PERCENT = 100;
  private static final String NOBODY = "02:00:00:00:00:ff";
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) ProcessHandle.current().pid() % NETWORKS);

  private final int network;
  private final int hosts;

  private ServerNetwork(int network, int hosts) {
    this.network = network;
    this.hosts = hosts;
  }

  /** Whether this machine lets us make one: root, and iproute2. */
  public static boolean possible() {
    return System.getProperty("user.name").equals("root")
        && Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip")
            .map(Path::of)
            .anyMatch(Files::exists)
        && IpCommand.failure("unshare -n true").isEmpty();
  }

  /**
   * So many hosts, each of them reachable from all.
   *
   * @throws IllegalStateException where the machine does not permit it; nothing is left then
   */
  public static ServerNetwork of(int hosts) {
    ServerNetwork made = new ServerNetwork(Math.floorMod(NEXT.getAndIncrement(), NETWORKS), hosts);
    made.close(); // what a killed run left under the same name
    boolean whole = false;
    try {
      made.plug();
      whole = true;
      return made;
    } finally {
      if (!whole) {
        made.close();
      }
    }
  }

  private void plug() {
    IpCommand.demand("ip netns add " + name(0));
    IpCommand.demand("ip -n %s link add bridge type bridge".formatted(name(0)));
    IpCommand.demand("ip -n %s link set bridge up".formatted(name(0)));
    IpCommand.demand(
        "ip link add %s type veth peer name p%d netns %s".formatted(cable(), HERE, name(0)));
    IpCommand.demand("ip addr add %s/24 dev %s".formatted(address(HERE), cable()));
    IpCommand.demand("ip link set %s up".formatted(cable()));
    IpCommand.demand("ip -n %s link set p%d master bridge up".formatted(name(0), HERE));
    for (int host = 1; host <= hosts; host++) {
      IpCommand.demand("ip netns add " + name(host));
      IpCommand.demand(
          "ip link add eth0 netns %s type veth peer name p%d netns %s"
              .formatted(name(host), host, name(0)));
      IpCommand.demand("ip -n %s link set p%d master bridge up".formatted(name(0), host));
      IpCommand.demand("ip -n %s addr add %s/24 dev eth0".formatted(name(host), address(host)));
      IpCommand.demand("ip -n %s link set eth0 up".formatted(name(host)));
      IpCommand.demand("ip -n %s link set lo up".formatted(name(host)));
    }
  }

  /** The host's address. */
  public String address(int host) {
    return "10.78.%d.%d".formatted(network, host);
  }

  /** What a command line begins with that is to run on the host; nothing for this machine. */
  public List<String> launcher(int host) {
    return host == HERE ? List.of() : List.of("ip", "netns", "exec", name(host));
  }

  /** What one host sends no longer reaches the other; what the other sends still arrives. */
  public void cutOneWay(int from, int to) {
    IpCommand.demand(
        "%s neigh replace %s lladdr %s dev %s nud permanent"
            .formatted(ip(from), address(to), NOBODY, device(from)));
  }

  /** Neither reaches the other. */
  public void cut(int one, int other) {
    cutOneWay(one, other);
    cutOneWay(other, one);
  }

  /** Both reach each other again, whichever way was cut. */
  public void mend(int one, int other) {
    mendOneWay(one, other);
    mendOneWay(other, one);
  }

  private void mendOneWay(int from, int to) {
    // Fails where nothing was cut.
    var unused =
        IpCommand.failure("%s neigh del %s dev %s".formatted(ip(from), address(to), device(from)));
  }

  /** Cuts this host from all others. */
  public void isolate(int host) {
    others(host).forEach(other -> cut(host, other));
  }

  /** Whether packets can be lost by chance here: iptables, and its module {@code statistic}. */
  public boolean canLose() {
    boolean can = IpCommand.failure(loss("-A", 1, address(1), PERCENT)).isEmpty();
    stopLosing(1);
    return can;
  }

  /**
   * Of what one host sends to the other, so much is lost; nothing of what the other sends.
   *
   * @param percent 1 to 100
   */
  public void lose(int from, int to, int percent) {
    IpCommand.demand(loss("-A", to, address(from), percent));
  }

  private String loss(String verb, int at, String source, int percent) {
    return "ip netns exec %s iptables %s INPUT -s %s -m statistic --mode random --probability %s -j DROP"
        .formatted(name(at), verb, source, BigDecimal.valueOf(percent, 2).toPlainString());
  }

  private void stopLosing(int host) {
    var unused = IpCommand.failure("ip netns exec %s iptables -F INPUT".formatted(name(host)));
  }

  /** Everything reaches everything again, and nothing is lost. */
  public void mendAll() {
    all().forEach(one -> others(one).forEach(other -> mendOneWay(one, other)));
    all().stream().filter(host -> host != HERE).forEach(this::stopLosing);
  }

  private List<Integer> all() {
    List<Integer> all = new ArrayList<>();
    for (int host = 1; host <= hosts; host++) {
      all.add(host);
    }
    all.add(HERE);
    return all;
  }

  private List<Integer> others(int host) {
    return all().stream().filter(other -> other != host).toList();
  }

  /** Tells it from other networks on this machine. */
  int number() {
    return network;
  }

  /** The network namespace of a host. */
  String name(int host) {
    return "lockstep-zk%d-%d".formatted(network, host);
  }

  private String cable() {
    return "lockstepzk" + network;
  }

  private String ip(int host) {
    return host == HERE ? "ip" : "ip -n " + name(host);
  }

  private String device(int host) {
    return host == HERE ? cable() : "eth0";
  }

  /** Removes it. What still runs on its hosts is cut off. */
  @Override
  public void close() {
    var unused = IpCommand.failure("ip link del " + cable());
    for (int host = 0; host <= hosts; host++) {
      unused = IpCommand.failure("ip netns del " + name(host));
    }
  }
}
