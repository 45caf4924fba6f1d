package dev.lockstep.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Command {@code lockstep devices [NAME]}: the machines, or what one can be told. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "Lists devices with their connections, or shows what one of them can be told.")
final class DevicesCommand extends GatewayCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this one, in full.")
  private Optional<String> name = Optional.empty();

  DevicesCommand(Surroundings here) {
    super(here);
  }

  @Override
  ExitCode run(GatewayClient gateway) throws CommandFailedException {
    GatewayClient.Answer answer =
        gateway.get("/api/v1/devices" + name.map(each -> "/" + PathText.of(each)).orElse(""));
    Json found = answer.json();
    if (printed(answer)) {
      return ExitCode.DONE;
    }
    if (name.isPresent()) {
      machine(found);
    } else {
      list(found.at("items").items());
    }
    return ExitCode.DONE;
  }

  private void list(List<Json> devices) {
    if (devices.isEmpty()) {
      terminal().line("no devices");
      return;
    }
    AlignedTable table = new AlignedTable("DEVICE", "PROFILE", "CONNECTION", "SINCE", "DETAIL");
    for (Json each : devices) {
      Json connection = each.at("connection");
      table.row(
          each.text("name"),
          each.text("profile"),
          connection.text("state"),
          time(connection.text("since")),
          connection.text("detail"));
    }
    table.print(terminal(), 0);
  }

  private void machine(Json device) {
    Json connection = device.at("connection");
    terminal().heading(device.text("name") + "  " + device.text("profile"));
    TextLines.print(
        terminal(),
        "  ",
        "%s since %s  %s"
            .formatted(
                connection.text("state"),
                time(connection.text("since")),
                connection.text("detail")));
    AlignedTable commands = new AlignedTable("COMMAND", "ACCESS", "ARGUMENTS", "PREPARED BY");
    for (Json each : device.at("commands").items()) {
      String arguments =
          each.at("arguments").items().stream()
              .map(DevicesCommand::bounded)
              .collect(Collectors.joining(", "));
      commands.row(
          each.text("name"), each.text("access"), arguments, each.at("guarantees").text("prepare"));
    }
    commands.print(terminal(), 2);
    AlignedTable resources = new AlignedTable("RESOURCE", "TYPE", "ACCESS", "RANGE");
    for (Json each : device.at("resources").items()) {
      resources.row(each.text("name"), each.text("type"), each.text("access"), range(each));
    }
    resources.print(terminal(), 2);
  }

  private static String bounded(Json argument) {
    String range = range(argument);
    return argument.text("resource") + (range.isEmpty() ? "" : " (" + range + ")");
  }

  private static String range(Json value) {
    String minimum = value.text("minimum");
    String maximum = value.text("maximum");
    String range = minimum.isEmpty() && maximum.isEmpty() ? "" : minimum + " to " + maximum;
    return (range + " " + value.text("units")).strip();
  }
}
