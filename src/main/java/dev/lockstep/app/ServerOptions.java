package dev.lockstep.app;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code lockstep browse} that are for OPC UA servers alone. */
final class ServerOptions {
  static final List<String> NAMES =
      List.of("--trust", "--max-nodes", "--max-depth", "--patience", "--resume");

  @Option(
      names = "--resume",
      description =
          "Goes on where an earlier browse into the same folder ended before its end, and replaces"
              + " its files.")
  boolean resume;

  @Option(
      names = "--trust",
      paramLabel = "THUMBPRINT",
      description = "Trusts the server with this certificate, for this device, from now on.")
  Optional<String> trust = Optional.empty();

  @Option(
      names = "--max-nodes",
      paramLabel = "COUNT",
      defaultValue = "10000",
      description = "How many nodes are looked at (default: ${DEFAULT-VALUE}).")
  int nodesMax;

  @Option(
      names = "--max-depth",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How far down (default: ${DEFAULT-VALUE}).")
  int depthMax;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description =
          "How long a server that does not answer is waited for (default: ${DEFAULT-VALUE}).")
  int patience;
}
