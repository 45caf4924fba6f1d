package dev.lockstep.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Command {@code lockstep show ID}: one transaction as a timeline with its evidence. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a transaction: where it stands, what each command came to, who did what.")
final class ShowCommand extends GatewayCommand {
  @Parameters(paramLabel = "ID", description = "The transaction.")
  private String id = "";

  ShowCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer = gateway.get("/api/v1/transactions/" + PathText.of(id));
    Json transaction = answer.json();
    if (!printed(answer)) {
      new TransactionView(terminal()).print(transaction);
    }
    return transaction.at("waitsFor").isThere() ? ExitCode.WAITS : ExitCode.DONE;
  }
}
