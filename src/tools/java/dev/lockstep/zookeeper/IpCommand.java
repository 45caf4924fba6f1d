package dev.lockstep.zookeeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A command of iproute2 or iptables, its words separated by single spaces. */
final class IpCommand {
  private IpCommand() {}

  /**
   * Does it.
   *
   * @throws IllegalStateException where it fails, with what it said
   */
  static void demand(String command) {
    failure(command)
        .ifPresent(
            said -> {
              throw new IllegalStateException("failed: %s: %s".formatted(command, said));
            });
  }

  /** Does it; what it said where it failed. */
  static Optional<String> failure(String command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command.split(" ", -1))).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.empty() : Optional.of(said.strip());
    } catch (IOException missing) {
      return Optional.of(String.valueOf(missing.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
