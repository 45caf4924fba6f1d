package dev.lockstep.zookeeper;

import dev.lockstep.plant.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration files and command lines of the servers of one ensemble. */
final class ServerFiles {
  private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

  /** Of all that the tests have, what a server needs; netty for TLS, the logger for its output. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(zookeeper|zookeeper-jute|metrics-core|snappy-java|netty-[a-z-]+|slf4j-[a-z-]+"
              + "|jboss-logmanager|smallrye-common-[a-z-]+)-\\d.*\\.jar");

  /** Lets four-letter words in; the port of the administrator's server would need Jetty. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "tickTime", "500",
          "initLimit", "40",
          "syncLimit", "6",
          "minSessionTimeout", "1000",
          "maxSessionTimeout", "40000",
          "maxClientCnxns", "0",
          "admin.enableServer", "false",
          "standaloneEnabled", "false",
          "4lw.commands.whitelist", "srvr,mntr,cons");

  /**
   * A server that is content with little, that does not take 64 MiB of a small disk for its log at
   * once, and that looks for a leader each 2 s after a partition, where the default is up to 60 s.
   */
  private static final List<String> JVM =
      List.of(
          "-Xmx96m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
          "-Dzookeeper.preAllocSize=256",
          "-Dzookeeper.fastleader.maxNotificationInterval=2000");

  private final ZooKeeperPlan plan;
  private final List<Ports> ports;

  private record Ports(int client, int quorum, int election, int secure) {
    static Ports free() {
      List<Integer> found = FreePorts.find(4);
      return new Ports(found.get(0), found.get(1), found.get(2), found.get(3));
    }
  }

  ServerFiles(ZooKeeperPlan plan) {
    this.plan = plan;
    ports = plan.seats().stream().map(each -> Ports.free()).toList();
  }

  /** Not running. */
  List<ZooKeeperProcess> servers() throws IOException {
    Files.createDirectories(plan.folder());
    List<ZooKeeperProcess> servers = new ArrayList<>();
    for (int number = 1; number <= plan.seats().size(); number++) {
      Ports own = ports.get(number - 1);
      var address =
          new ZooKeeperProcess.Address(
              plan.seats().get(number - 1).host(),
              own.client(),
              plan.tls().isPresent() ? own.secure() : own.client());
      servers.add(
          new ZooKeeperProcess(number, address, plan.folder(), command(number, written(number))));
    }
    return List.copyOf(servers);
  }

  /** Where a server keeps its data. */
  static Path data(ZooKeeperPlan plan, int number) {
    return plan.folder().resolve("server-" + number);
  }

  private Path written(int number) throws IOException {
    Path data = Files.createDirectories(data(plan, number));
    Files.writeString(data.resolve("myid"), Integer.toString(number));
    ZooKeeperPlan.Seat seat = plan.seats().get(number - 1);
    Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
    settings.put("dataDir", data.toString());
    seat.transactionLog().ifPresent(log -> settings.put("dataLogDir", log.toString()));
    settings.put("clientPort", Integer.toString(ports.get(number - 1).client()));
    settings.put("clientPortAddress", seat.host());
    plan.tls().ifPresent(tls -> settings.putAll(secured(number, tls)));
    for (int other = 1; other <= plan.seats().size(); other++) {
      Ports its = ports.get(other - 1);
      settings.put(
          "server." + other,
          "%s:%d:%d".formatted(plan.seats().get(other - 1).host(), its.quorum(), its.election()));
    }
    Path file = plan.folder().resolve("server-" + number + ".cfg");
    Files.write(file, settings.entrySet().stream().map(Map.Entry::toString).toList());
    return file;
  }

  private Map<String, String> secured(int number, ZooKeeperPlan.ClientTls tls) {
    return Map.of(
        "secureClientPort", Integer.toString(ports.get(number - 1).secure()),
        "secureClientPortAddress", plan.seats().get(number - 1).host(),
        "serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory",
        "authProvider.x509", "org.apache.zookeeper.server.auth.X509AuthenticationProvider",
        "ssl.clientAuth", "need",
        "ssl.keyStore.location", tls.keys().store(tls.server()).toString(),
        "ssl.keyStore.password", tls.keys().password(),
        "ssl.trustStore.location", tls.trusted(plan.folder()).toString());
  }

  private List<String> command(int number, Path configuration) {
    return Stream.of(
            plan.seats().get(number - 1).launcher().stream(),
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            JVM.stream(),
            plan.jvmOptions().stream(),
            Stream.of("-cp", classPath(), MAIN, configuration.toString()))
        .flatMap(part -> part)
        .toList();
  }

  private static String classPath() {
    List<String> found = libraries();
    if (found.isEmpty()) {
      throw new IllegalStateException("no ZooKeeper on the class path");
    }
    return String.join(File.pathSeparator, found);
  }

  /** The servers' jars; none where ZooKeeper itself is not on the class path. */
  static List<String> libraries() {
    List<File> needed =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(File::new)
            .filter(entry -> NEEDED.matcher(entry.getName()).matches())
            .toList();
    return needed.stream().anyMatch(each -> each.getName().matches("zookeeper-\\d.*"))
        ? needed.stream().map(File::getAbsolutePath).toList()
        : List.of();
  }
}
