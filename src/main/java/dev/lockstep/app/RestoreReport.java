package dev.lockstep.app;

import dev.lockstep.device.DurationFormat;
import dev.lockstep.device.PrintableText;
import dev.lockstep.journal.BackupContents;
import dev.lockstep.journal.DatabaseKind;
import dev.lockstep.journal.LiveReport;
import dev.lockstep.journal.RestorePlan;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a person reads before and after a restore: what the backup holds, what it misses as far as
 * that is known, and what follows.
 */
final class RestoreReport {
  private static final int SHOWN_MAX = 20;

  private final RestorePlan plan;
  private final Instant now;

  RestoreReport(RestorePlan plan, Instant now) {
    this.plan = plan;
    this.now = now;
  }

  void print(PrintWriter out) {
    BackupContents backup = plan.backup();
    out.printf(
        "backup %s of gateway %s, taken at %s%s%n",
        backup.folder(), named(backup.gateway()), backup.at(), ago(backup.at()));
    plan.parts().forEach(part -> print(out, part));
    long inDoubt =
        backup.live().transactions().stream().filter(row -> row.state().equals("PREPARED")).count();
    out.printf(
        "it holds %d transactions that were not over, %d of them promised and undecided; %d coordinations whose gateways waited to be told; %d heuristic outcomes%n",
        backup.live().transactions().size(),
        inDoubt,
        backup.live().coordinations().size(),
        backup.heuristics());
    print(out, "  ", "transaction", backup.live().transactions());
    print(out, "  ", "coordination", backup.live().coordinations());
    if (backup.rows().found() > 0) {
      out.printf(
          "  %d rows failed their check when it was taken, as the gateway will say, too:%n",
          backup.rows().found());
      backup.rows().findings().forEach(each -> out.println("  " + PrintableText.line(each)));
    }
    printSince(out);
  }

  private static void print(PrintWriter out, RestorePlan.Part part) {
    out.printf("  %s %s%n", part.kind().copyName(), fate(part));
  }

  private static String fate(RestorePlan.Part part) {
    String fault = part.present().fault().map(PrintableText::line).orElse("");
    if (!part.replaced()) {
      return part.copied()
          ? "stays as it is at %s, which is whole and not behind the copy".formatted(part.place())
          : "is not in this backup, and stays as it is at %s%s"
              .formatted(part.place(), fault.isEmpty() ? "" : ": " + fault);
    }
    String before = part.present().there() ? "; the one there is set aside" : "";
    return "is put at %s%s%s"
        .formatted(part.place(), before, fault.isEmpty() ? "" : " (" + fault + ")");
  }

  private void printSince(PrintWriter out) {
    boolean known = plan.part(DatabaseKind.JOURNAL).orElseThrow().present().marked().isPresent();
    plan.since()
        .ifPresentOrElse(
            entries ->
                out.printf(
                    "since then %s%d entries were durable here that it does not have%s%n",
                    known ? "" : "at least ",
                    entries,
                    entries == 0 ? "" : ": what was promised and moved in them is not known to it"),
            () ->
                out.println(
                    "there is no mark beside the journal: how much was promised and moved since is not known"));
    if (!plan.newer().isEmpty()) {
      out.println("the journal here, as far as it can be read, has these otherwise than it:");
      print(out, "  ", "transaction", plan.newer());
    }
  }

  private static void print(
      PrintWriter out, String indent, String kind, List<LiveReport.Row> rows) {
    rows.stream()
        .limit(SHOWN_MAX)
        .forEach(
            row ->
                out.printf(
                    "%s%s %s %s%n", indent, kind, PrintableText.line(row.id()), row.state()));
    if (rows.size() > SHOWN_MAX) {
      out.printf("%sand %d more%n", indent, rows.size() - SHOWN_MAX);
    }
  }

  /** What a person does next. */
  void printFollowing(PrintWriter out, String setAside) {
    boolean before =
        plan.parts().stream().anyMatch(part -> part.replaced() && part.present().there());
    out.println(
        before
            ? "restored; the files before lie in " + setAside + " beside each place"
            : "restored");
    out.println(
        """
        Start the gateway. Until an operator has acknowledged what `lockstep journal show` lists:
        - nothing is promised, and each call for an id that is not found is answered with 503, a
          prepare too: it may have been promised, and moved, since the backup
        - what the backup holds as promised asks its coordinator; a COMMIT is withheld, because the
          machines may have moved already
        So look at the machines, release or resolve what `lockstep status` names, and acknowledge last.""");
  }

  private String ago(Instant at) {
    Duration age = Duration.between(at, now);
    return age.isNegative()
        ? ", which is in the future by this clock"
        : ", %s ago".formatted(DurationFormat.of(age.truncatedTo(ChronoUnit.SECONDS)));
  }

  private static String named(String gateway) {
    return gateway.isEmpty() ? "(unnamed)" : gateway;
  }
}
