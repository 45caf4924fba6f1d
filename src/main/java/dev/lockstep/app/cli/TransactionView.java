package dev.lockstep.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One transaction as a timeline, with what each command came to and what proves it. */
final class TransactionView {
  private final Terminal terminal;

  TransactionView(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(Json transaction) {
    terminal.heading(
        Stream.of(
                transaction.text("id"),
                transaction.text("state"),
                transaction.text("standing") + transaction.text("disarmament"),
                transaction.text("outcome"),
                transaction.flag("forgotten") ? "forgotten" : "")
            .filter(each -> !each.isEmpty())
            .reduce((one, other) -> one + "  " + other)
            .orElse(""));
    waits(transaction.at("waitsFor"));
    facts(transaction);
    transaction.at("reasons").items().forEach(each -> fact("reason", reason(each)));
    transaction.at("warnings").items().forEach(each -> fact("warning", each.text()));
    transaction.at("commands").items().forEach(this::command);
    timeline(transaction.at("history").items());
  }

  private void waits(Json waits) {
    if (waits.isThere()) {
      terminal.heading("waits for a person: " + waits.text("kind"));
      TextLines.print(terminal, "  why:  ", waits.text("cause"));
      TextLines.print(terminal, "  then: ", waits.text("remedy"));
    }
  }

  private void facts(Json transaction) {
    String vote = transaction.text("vote");
    if (!vote.isEmpty()) {
      String at = transaction.text("votedAt");
      String until = transaction.text("heldUntil");
      fact(
          "vote",
          Stream.of(
                  vote,
                  transaction.text("promise"),
                  at.isEmpty() ? "" : "at " + time(at),
                  until.isEmpty() ? "" : "held until " + time(until))
              .filter(each -> !each.isEmpty())
              .reduce((one, other) -> one + ", " + other)
              .orElse(vote));
    }
    fact("coordinator", transaction.text("coordinator"));
    fact("silence", transaction.text("silence"));
    Json decided = transaction.at("decided");
    if (decided.isThere()) {
      String why = decided.text("why");
      fact(
          "decided",
          "by %s %s at %s%s"
              .formatted(
                  decided.text("by"),
                  decided.text("who"),
                  time(decided.text("at")),
                  why.isEmpty() ? "" : ": " + why));
      Json against = decided.at("against");
      if (against.isThere()) {
        fact(
            "ELSEWHERE",
            "%s by %s %s at %s"
                .formatted(
                    against.text("outcome"),
                    against.text("by"),
                    against.text("who"),
                    time(against.text("at"))));
      }
    }
  }

  private void fact(String name, String text) {
    if (!text.isEmpty()) {
      TextLines.print(terminal, "%-13s".formatted(name), text);
    }
  }

  private void command(Json command) {
    terminal.heading(
        "command %s  %s %s  %s"
            .formatted(
                command.text("number"),
                command.text("device"),
                command.text("command"),
                command.text("progress"))
            .stripTrailing());
    String calls = command.text("calls");
    String writes = command.text("writes");
    part("writes", writes);
    part("calls", calls);
    part("at", command.text("at").isEmpty() ? "" : time(command.text("at")));
    part("evidence", command.text("evidence"));
    command.at("after").items().forEach(each -> part("shows", sight(each)));
    command.at("reasons").items().forEach(each -> part("reason", reason(each)));
  }

  private void part(String name, String text) {
    if (!text.isEmpty()) {
      TextLines.print(terminal, "  %-10s".formatted(name), text);
    }
  }

  private void timeline(List<Json> lines) {
    if (lines.isEmpty()) {
      return;
    }
    terminal.heading("history");
    String day = "";
    String state = "";
    for (Json each : lines) {
      String at = each.text("at");
      if (!day.equals(LocalTime.day(at, terminal.zone()))) {
        day = LocalTime.day(at, terminal.zone());
        terminal.line("  " + day);
      }
      String next = each.text("to");
      String mark = "  " + LocalTime.clock(at, terminal.zone()) + "  ";
      TextLines.print(
          terminal,
          mark,
          Stream.of(each.text("event"), next.equals(state) ? "" : "-> " + next, who(each))
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("  ")));
      if (!each.text("detail").isEmpty()) {
        TextLines.print(terminal, " ".repeat(mark.length()), each.text("detail"));
      }
      state = next;
    }
  }

  private static String who(Json line) {
    return Stream.of(line.text("who"), line.text("principal"), line.text("address"))
        .filter(each -> !each.isEmpty())
        .distinct()
        .reduce((one, other) -> one + ", " + other)
        .orElse("");
  }

  static String reason(Json reason) {
    String place =
        Stream.of(reason.text("device"), reason.text("command"), reason.text("resource"))
            .filter(each -> !each.isEmpty())
            .reduce((one, other) -> one + " " + other)
            .orElse("");
    return (place.isEmpty() ? "" : place + ": ")
        + reason.text("code")
        + (reason.text("detail").isEmpty() ? "" : ": " + reason.text("detail"));
  }

  private static String sight(Json sight) {
    return "%s = %s (%s)"
        .formatted(sight.text("resource"), sight.text("value"), sight.text("status"));
  }

  private String time(String instant) {
    return LocalTime.seconds(instant, terminal.zone());
  }
}
