package dev.lockstep.app.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the devices of a transaction show at this moment, beside what is wanted. */
final class ReadingsTable {
  private ReadingsTable() {}

  /**
   * Reads and prints them. An older gateway does not have them, and a device that is away must not
   * keep a person from deciding: then it says that they are not known.
   */
  static void print(Terminal terminal, GatewayClient gateway, String id)
      throws CommandFailedException {
    Json answer;
    try {
      answer = gateway.get("/api/v1/transactions/" + PathText.of(id) + "/readings").json();
    } catch (CommandFailedException unknown) {
      if (unknown.code() == ExitCode.NO_CONNECTION || unknown.code() == ExitCode.NOT_ALLOWED) {
        throw unknown;
      }
      terminal.line("  what the machines show now is not known: go and look");
      return;
    }
    AlignedTable table = new AlignedTable("DEVICE", "RESOURCE", "WANTED", "BEFORE", "SHOWS NOW");
    for (Json each : answer.at("readings").items()) {
      table.row(
          each.text("device"),
          each.text("resource"),
          wanted(each),
          each.at("before").text("value"),
          now(each));
    }
    if (table.isEmpty()) {
      terminal.line("  it has no commands that could be looked at");
    } else {
      table.print(terminal, 2);
    }
  }

  private static String wanted(Json reading) {
    Stream<String> conditions =
        reading.at("expected").items().stream()
            .map(
                each ->
                    each.text("condition")
                        + (each.at("holds").isThere()
                            ? each.flag("holds") ? " (holds)" : " (DOES NOT HOLD)"
                            : ""));
    return Stream.concat(Stream.of(reading.text("wanted")), conditions)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String now(Json reading) {
    Json now = reading.at("now");
    if (now.isThere()) {
      String status = now.text("status");
      return now.text("value") + (status.equals("Good") ? "" : " (" + status + ")");
    }
    Json unreadable = reading.at("unreadable");
    return "NOT READABLE" + (unreadable.isThere() ? ": " + unreadable.text("detail") : "");
  }
}
