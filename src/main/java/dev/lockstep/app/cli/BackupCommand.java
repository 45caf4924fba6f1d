package dev.lockstep.app.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command {@code lockstep backup}: the gateway copies its databases while it runs. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description =
        "Has the gateway copy its journal, decisions, audit log and outbox while it runs. The"
            + " copies lie on the gateway's host, in the folder that lockstep.backup.path names.")
final class BackupCommand extends GatewayCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "lockstep backup",
      description = "Why; kept in the audit log.")
  private String reason = "";

  @Option(
      names = "--operator",
      paramLabel = "NAME",
      description = "Who asks, where the gateway has no login; else who is logged in here.")
  private Optional<String> operator = Optional.empty();

  BackupCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer =
        gateway.post("/api/v1/backup", act(Optional.of(reason), operator), GatewayClient.LONG_MAX);
    Json taken = answer.json();
    if (!printed(answer)) {
      terminal().line(taken.text("path"));
      AlignedTable files = new AlignedTable("FILE", "BYTES");
      taken.at("files").items().forEach(each -> files.row(each.text("name"), each.text("bytes")));
      files.print(terminal(), 2);
      terminal()
          .line("%s bytes; backups kept: %s".formatted(taken.text("bytes"), taken.text("kept")));
    }
    return ExitCode.DONE;
  }
}
