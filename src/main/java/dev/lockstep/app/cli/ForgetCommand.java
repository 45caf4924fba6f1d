package dev.lockstep.app.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command {@code lockstep forget ID…}: the heuristic outcome was taken note of. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description =
        "Forgets transactions that a person ended, once all gateways' machines were looked at:"
            + " their alarm is over, and their record may be pruned. With --coordination: decisions"
            + " in an ensemble that stay until a person says that nobody needs them.")
final class ForgetCommand extends GatewayCommand {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "One transaction, or several.")
  private List<String> ids = List.of();

  @ArgGroup(exclusive = false)
  private @Nullable Decisions decisions;

  /** For decisions in an ensemble. */
  static final class Decisions {
    @Option(
        names = "--coordination",
        required = true,
        description = "At a coordinator on an ensemble: its decision, not this gateway's part.")
    private boolean coordination;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; kept in the audit log.")
    private String reason = "";

    @Option(
        names = "--unconfirmed",
        description =
            "Also where not every gateway has confirmed it. One that is still in doubt then finds"
                + " no decision, and rolls back what may have been committed elsewhere.")
    private boolean unconfirmed;

    @Option(
        names = "--operator",
        paramLabel = "NAME",
        description = "Who decides, where the gateway has no login; else who is logged in here.")
    private Optional<String> operator = Optional.empty();
  }

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
      forget(gateway, id);
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

  /** The answers have no body, so that there is nothing to be printed for machines. */
  private void forget(GatewayClient gateway, String id) throws CommandFailedException {
    Decisions said = decisions;
    if (said == null || !said.coordination) {
      var unused = gateway.delete(OperatorCommand.TRANSACTIONS + PathText.of(id));
      return;
    }
    Map<String, Object> body = act(Optional.of(said.reason), said.operator);
    body.put("unconfirmed", said.unconfirmed);
    var unused = gateway.post(CoordinationWatch.PATH + PathText.of(id) + "/forget", body);
  }
}
