package dev.lockstep.app.cli;

import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Command {@code lockstep forget ID…}: the heuristic outcome was taken note of. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description = {
      "Forgets transactions that a person ended, once all gateways' machines were looked at: their",
      "alarm is over, and their record may be pruned."
    })
final class ForgetCommand extends GatewayCommand {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "One transaction, or several.")
  private List<String> ids = List.of();

  ForgetCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) {
    ActResults results = new ActResults();
    for (String id : new LinkedHashSet<>(ids)) {
      results.add(forgotten(gateway, id));
    }
    if (!json()) {
      results.summarise(terminal());
    }
    return results.worst();
  }

  private ExitCode forgotten(GatewayClient gateway, String id) {
    try {
      // The answer has no body, so that there is nothing to be printed for machines.
      var unused = gateway.delete(OperatorCommand.TRANSACTIONS + PathText.of(id));
      if (!json()) {
        terminal().line(id + ": forgotten");
      }
      return ExitCode.DONE;
    } catch (CommandFailedException failed) {
      return told(
          new CommandFailedException(
              failed.code(), id + ": " + failed.getMessage(), failed.answer()));
    }
  }
}
