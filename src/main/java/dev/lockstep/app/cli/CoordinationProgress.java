package dev.lockstep.app.cli;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What is new of a coordination since the last look, one line each. */
final class CoordinationProgress {
  private final Terminal terminal;
  private final Set<String> told = new HashSet<>();

  CoordinationProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints votes, the decision and confirmations that were not there before. */
  void tell(Json coordination) {
    coordination.at("participants").items().forEach(this::vote);
    String decision = coordination.text("decision");
    if (!decision.isEmpty()) {
      once(
          "decision",
          "decided    %s%s"
              .formatted(
                  decision,
                  coordination.at("reasons").items().isEmpty()
                      ? ""
                      : ": " + coordination.text("reasons")));
    }
    coordination.at("participants").items().forEach(this::confirmation);
    coordination
        .at("contradictions")
        .items()
        .forEach(each -> once("contradiction " + each.text(), "OTHERWISE  " + each.text()));
  }

  /** A vote, where it is there. */
  void vote(Json participant) {
    String vote = participant.text("vote");
    if (!vote.isEmpty()) {
      String reasons =
          participant.at("reasons").items().stream()
              .map(TransactionView::reason)
              .collect(Collectors.joining("; "));
      String promise = participant.text("promise");
      once(
          "vote " + participant.text("gateway"),
          "vote       %s  %s%s%s"
              .formatted(
                  participant.text("gateway"),
                  vote,
                  promise.isEmpty() ? "" : " (" + promise + ")",
                  reasons.isEmpty() ? "" : ": " + reasons));
    }
  }

  private void confirmation(Json participant) {
    String gateway = participant.text("gateway");
    String outcome = participant.text("outcome");
    if (participant.flag("confirmed")) {
      once("confirmed " + gateway, "confirmed  %s  %s".formatted(gateway, outcome).stripTrailing());
    } else if (!participant.text("lastError").isEmpty()) {
      once(
          "error " + gateway + participant.text("lastError"),
          "waits for  %s  %s".formatted(gateway, participant.text("lastError")));
    }
  }

  private void once(String what, String line) {
    if (told.add(what)) {
      TextLines.print(terminal, line.substring(0, 11), line.substring(11));
    }
  }
}
