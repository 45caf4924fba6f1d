package dev.lockstep.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What an operator decides about transactions: what the machines show at this moment is shown
 * first, then a person is asked, then each is done, and each result is kept.
 */
abstract class OperatorCommand extends GatewayCommand {
  static final String TRANSACTIONS = "/api/v1/transactions/";

  @Parameters(arity = "1..*", paramLabel = "ID", description = "One transaction, or several.")
  private List<String> ids = List.of();

  @Mixin private final ReasonOptions why = new ReasonOptions();

  @Option(names = "--yes", description = "Does not ask, and shows no readings.")
  private boolean yes;

  OperatorCommand(Surroundings here) {
    super(here);
  }

  /** For the question: {@code resolve as COMMITTED}. */
  abstract String deed();

  /** The last part of the path. */
  abstract String act();

  /** What the body has beside reason and operator. */
  abstract Map<String, Object> more();

  @Override
  final ExitCode run(GatewayClient gateway) throws CommandFailedException {
    List<String> wanted = List.copyOf(new LinkedHashSet<>(ids));
    ActResults results = new ActResults();
    List<String> known = yes ? wanted : shown(gateway, wanted, results);
    if (!yes && !known.isEmpty() && !asked(known)) {
      terminal().note("lockstep: nothing was done");
      return ExitCode.REFUSED;
    }
    for (String id : known) {
      results.add(done(gateway, id));
    }
    if (!json()) {
      results.summarise(terminal());
    }
    return results.worst();
  }

  private List<String> shown(GatewayClient gateway, List<String> wanted, ActResults results)
      throws CommandFailedException {
    if (json() || !terminal().traits().interactive()) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          "nothing was done: this is no terminal, so it cannot be asked whether it is meant; --yes says so beforehand");
    }
    List<String> known = new ArrayList<>();
    for (String id : wanted) {
      try {
        Json transaction = gateway.get(TRANSACTIONS + PathText.of(id)).json();
        terminal()
            .heading(
                "%s  %s %s".formatted(id, transaction.text("state"), transaction.text("standing")));
        Json waits = transaction.at("waitsFor");
        if (waits.isThere()) {
          TextLines.print(terminal(), "  why:  ", waits.text("cause"));
          TextLines.print(terminal(), "  then: ", waits.text("remedy"));
        }
        ReadingsTable.print(terminal(), gateway, id);
        known.add(id);
      } catch (CommandFailedException refused) {
        if (refused.code() != ExitCode.NOT_FOUND) {
          throw refused;
        }
        results.add(told(refused));
      }
    }
    return known;
  }

  private boolean asked(List<String> known) {
    return terminal()
        .confirmed(
            known.size() == 1
                ? "%s: %s?".formatted(known.getFirst(), deed())
                : "%d transactions: %s?".formatted(known.size(), deed()));
  }

  private ExitCode done(GatewayClient gateway, String id) {
    try {
      Map<String, Object> body = act(why);
      body.putAll(more());
      GatewayClient.Answer answer =
          gateway.post(TRANSACTIONS + PathText.of(id) + "/" + act(), body);
      if (!printed(answer)) {
        terminal().line(id + ": " + outcome(answer));
      }
      return answer.json().at("waitsFor").isThere() ? ExitCode.WAITS : ExitCode.DONE;
    } catch (CommandFailedException failed) {
      return told(
          new CommandFailedException(
              failed.code(), id + ": " + failed.getMessage(), failed.answer()));
    }
  }

  private static String outcome(GatewayClient.Answer answer) throws CommandFailedException {
    Json said = answer.json();
    if (answer.status() != 202) {
      return said.text("outcome").isEmpty() ? "ended" : said.text("outcome");
    }
    Json waits = said.at("waitsFor");
    String stands = said.text("state") + " " + said.text("standing") + said.text("disarmament");
    return waits.isThere()
        ? stands.strip() + ", and waits for a person: " + waits.text("cause")
        : stands.strip() + ", goes on by itself";
  }
}
