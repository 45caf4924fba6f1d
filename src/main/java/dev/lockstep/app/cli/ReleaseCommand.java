package dev.lockstep.app.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** Command {@code lockstep release ID…}: lets withheld actuations go on. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description =
        "Lets withheld commits go on: MACHINES MOVE. What they show at this moment is shown first.")
final class ReleaseCommand extends OperatorCommand {
  ReleaseCommand(Surroundings here) {
    super(here);
  }

  @Override
  String deed() {
    return "release, so that machines move";
  }

  @Override
  String act() {
    return "release";
  }

  @Override
  Map<String, Object> more() {
    return Map.of();
  }
}
