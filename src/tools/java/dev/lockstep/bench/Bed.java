package dev.lockstep.bench;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all parts are measured on.
 *
 * @param distribution the unpacked package
 * @param directory for whatever is started, each part below it in a folder of its own
 */
record Bed(
    BenchmarkOptions options, Path distribution, Path directory, DiskSpeed disk, PrintStream out) {

  /** The same with another package. */
  Bed with(Path other) {
    return new Bed(options, other, directory, disk, out);
  }

  /** The folder of Narayana's jars; empty where a build has not brought them. */
  Optional<Path> narayana() {
    Path jars = distribution.resolveSibling("narayana");
    boolean there = Files.isDirectory(jars) && Files.isReadable(Path.of("src/test/narayana"));
    return there ? Optional.of(jars) : Optional.empty();
  }

  /** An empty folder of that part. */
  Path folder(String part) throws IOException {
    return Files.createDirectories(directory.resolve(part));
  }

  /**
   * A gateway as it is delivered, not started.
   *
   * @param folder where its own folder and log are
   * @param settings besides name, port and journal
   */
  GatewayProcess gateway(String name, Path folder, Map<String, String> settings) {
    int port = FreePorts.lasting();
    Map<String, String> all = new HashMap<>(settings);
    return new GatewayProcess(
        new GatewayProcess.Plan(name, distribution, folder, port, all), options.jvm());
  }

  /** It as a process that works for a contender. */
  static Server server(GatewayProcess gateway) {
    return new Server(
        gateway.name(), gateway.pid(), Optional.of(URI.create(gateway.address() + "/q/metrics")));
  }

  static InetSocketAddress socket(GatewayProcess gateway) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.plan().port());
  }

  /** Prepare and commit at that gateway. */
  static Contender participant(String name, GatewayProcess gateway, Fleet fleet) {
    return new Contender(
        name,
        "prepare + commit at one gateway",
        1,
        List.of(server(gateway)),
        List.of(socket(gateway)),
        () -> new GatewayDialog(fleet, "bench-"));
  }
}
