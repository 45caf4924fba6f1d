package dev.lockstep.app.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command {@code lockstep resolve ID…}: a person says how transactions end. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description =
        "Ends transactions as a person says: those whose coordinator is silent, or that are stuck"
            + " or withheld. What the machines show is shown first. The outcome is heuristic until"
            + " forgotten.")
final class ResolveCommand extends OperatorCommand {
  @Option(
      names = "--outcome",
      required = true,
      paramLabel = "OUTCOME",
      description = "What you found: COMMITTED, ROLLED_BACK, or a HEURISTIC_ one.")
  private String outcome = "";

  ResolveCommand(Surroundings here) {
    super(here);
  }

  @Override
  String deed() {
    return "resolve as " + outcome;
  }

  @Override
  String act() {
    return "resolve";
  }

  @Override
  Map<String, Object> more() {
    return Map.of("outcome", outcome);
  }
}
