package dev.lockstep.app.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command {@code lockstep reload}: profiles and devices are read anew. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description =
        "Has the gateway read profiles and device lists anew: all or nothing. Users, roles and"
            + " certificates it takes over by itself. Exits with 1 where they have a fault, and"
            + " with 6 where a live transaction holds what would change: then the gateway goes on"
            + " with what it had.")
final class ReloadCommand extends GatewayCommand {
  @Mixin private final ReasonOptions why = new ReasonOptions();

  ReloadCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    try {
      GatewayClient.Answer answer =
          gateway.post("/api/v1/reload", act(why), GatewayClient.LONG_MAX);
      if (!printed(answer)) {
        applied(answer.json());
      }
      return ExitCode.DONE;
    } catch (CommandFailedException refused) {
      if (!json()) {
        refused(Refusal.problem(refused.answer()));
      }
      throw refused;
    }
  }

  private void applied(Json result) {
    findings(result);
    Json changed = result.at("changed");
    terminal()
        .heading(
            "applied: %d added, %d removed, %d changed (%d reconnected), %s untouched"
                .formatted(
                    changed.at("added").items().size(),
                    changed.at("removed").items().size(),
                    changed.at("changed").items().size(),
                    changed.at("reconnected").items().size(),
                    changed.text("untouched")));
  }

  /** What the refusal names: faults in the files, or who holds what would change. */
  private void refused(Json problem) {
    findings(problem);
    problem
        .at("holders")
        .items()
        .forEach(
            each ->
                terminal()
                    .line(
                        "%s is held by transaction %s"
                            .formatted(each.text("device"), each.text("transaction"))));
    if (problem.text("applied").equals("false")) {
      terminal().heading("NOT applied: the gateway goes on with what it had");
    }
  }

  private void findings(Json result) {
    for (Json each : result.at("report").items()) {
      terminal().line(place(each) + each.text("severity"));
      TextLines.print(terminal(), "    ", each.text("message"));
    }
  }

  private static String place(Json line) {
    StringBuilder place = new StringBuilder(line.text("file"));
    for (String each : List.of(line.text("line"), line.text("column"))) {
      place.append(each.isEmpty() ? "" : ":" + each);
    }
    return place.isEmpty() ? "" : place.append(": ").toString();
  }
}
