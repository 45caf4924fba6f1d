package dev.lockstep.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Command {@code lockstep read DEVICE RESOURCE}: what the machine says at this moment. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = "Reads a resource from its device, now.")
final class ReadCommand extends GatewayCommand {
  @Parameters(index = "0", paramLabel = "DEVICE", description = "As lockstep devices names it.")
  private String device = "";

  @Parameters(index = "1", paramLabel = "RESOURCE", description = "As the profile names it.")
  private String resource = "";

  ReadCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer =
        gateway.get(
            "/api/v1/devices/%s/resources/%s"
                .formatted(PathText.of(device), PathText.of(resource)));
    Json seen = answer.json();
    if (!printed(answer)) {
      String at = seen.text("sourceTime");
      TextLines.print(
          terminal(),
          "%s %s = ".formatted(device, resource),
          "%s (%s%s)"
              .formatted(
                  seen.text("value"),
                  seen.text("status"),
                  at.isEmpty() ? "" : ", its clock: " + time(at)));
    }
    return ExitCode.DONE;
  }
}
