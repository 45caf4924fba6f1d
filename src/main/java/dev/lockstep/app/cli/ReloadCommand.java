package dev.lockstep.app.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command {@code lockstep reload}: profiles, devices, users and certificates are read anew. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = {
      "Has the gateway read profiles, devices, users, roles and certificates anew: all or nothing.",
      "Exits with 1 where they have a fault, and the gateway goes on with what it had."
    })
final class ReloadCommand extends GatewayCommand {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the audit log.")
  private String reason = "";

  @Option(
      names = "--operator",
      paramLabel = "NAME",
      description = "Who asks, where the gateway has no login; else who is logged in here.")
  private Optional<String> operator = Optional.empty();

  ReloadCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer =
        gateway.post("/api/v1/reload", act(Optional.of(reason), operator), GatewayClient.LONG_MAX);
    Json report = answer.json();
    boolean applied = report.flag("applied");
    if (!printed(answer)) {
      List<Json> lines = report.at("report").items();
      lines.forEach(
          each -> {
            terminal().line(place(each) + each.text("severity"));
            TextLines.print(terminal(), "    ", each.text("message"));
          });
      terminal()
          .heading(
              applied
                  ? "applied"
                  : "NOT applied: the gateway goes on with what it had; mend the faults above");
    }
    return applied ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private static String place(Json line) {
    StringBuilder place = new StringBuilder(line.text("file"));
    for (String each : List.of(line.text("line"), line.text("column"))) {
      place.append(each.isEmpty() ? "" : ":" + each);
    }
    return place.isEmpty() ? "" : place.append(": ").toString();
  }
}
