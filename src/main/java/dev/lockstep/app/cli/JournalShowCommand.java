package dev.lockstep.app.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** Command {@code lockstep journal show}: whether votes may rest on a running gateway's journal. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows whether votes may rest on the journal of a running gateway, and what is damaged."
            + " Exits with 6 where somebody is waited for.")
final class JournalShowCommand extends GatewayCommand {
  JournalShowCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer = gateway.get("/api/v1/journal");
    Json journal = answer.json();
    List<Json> troubles = journal.at("troubles").items();
    if (!printed(answer)) {
      terminal()
          .heading(
              troubles.isEmpty()
                  ? "the journal is whole: votes may rest on it"
                  : "every vote is ROLLBACK now");
      troubles.forEach(each -> TextLines.print(terminal(), "  ", each.text()));
      AlignedTable damages = new AlignedTable("POSITION", "ID", "FAULT");
      journal
          .at("damages")
          .items()
          .forEach(each -> damages.row(each.text("position"), each.text("id"), each.text("fault")));
      if (!damages.isEmpty()) {
        damages.print(terminal(), 2);
      }
    }
    return troubles.isEmpty() ? ExitCode.DONE : ExitCode.WAITS;
  }
}
