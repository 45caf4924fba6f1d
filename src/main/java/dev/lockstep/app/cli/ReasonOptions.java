package dev.lockstep.app.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of what a person decides: why, and who it is. */
final class ReasonOptions {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the audit log.")
  private String reason = "";

  @Option(
      names = "--operator",
      paramLabel = "NAME",
      description = "Who decides, where the gateway has no login; else who is logged in here.")
  private Optional<String> operator = Optional.empty();

  Optional<String> reason() {
    return Optional.of(reason);
  }

  Optional<String> operator() {
    return operator;
  }
}
