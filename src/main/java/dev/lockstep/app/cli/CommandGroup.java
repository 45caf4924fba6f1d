package dev.lockstep.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A command that only has commands: alone it says which. */
final class CommandGroup {
  private CommandGroup() {}

  /** The answer to somebody who named none of them. */
  static ParameterException incomplete(CommandSpec spec) {
    return new ParameterException(
        spec.commandLine(),
        "say what to do: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
