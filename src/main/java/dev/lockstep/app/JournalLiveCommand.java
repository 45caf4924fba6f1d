package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.device.PrintableText;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.LiveReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code lockstep journal live}: what must not be thrown away with the journal. Packages
 * ask it before they remove what it stands in.
 */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    description =
        "Lists the transactions that are not over, and the coordinations whose gateways wait for a"
            + " word: what is lost with the journal and the decisions. Reads only, also without a"
            + " gateway.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:nobody relies on anything here",
      "1:somebody does",
      "2:wrong usage",
      "3:a file is not there or cannot be read"
    })
final class JournalLiveCommand implements Callable<Integer> {
  private static final int NOTHING = 0;
  private static final int SOMETHING = 1;
  private static final int SHOWN_MAX = 20;

  private final Supplier<Settings> settings;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "The journal; else lockstep.journal.path.")
  private Optional<Path> journal = Optional.empty();

  @Option(
      names = "--decisions",
      paramLabel = "FILE",
      description =
          "The coordinator's decisions; else lockstep.coordinator.path where the role is on, and"
              + " decisions.db beside the journal where that is there.")
  private Optional<Path> decisions = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  JournalLiveCommand(Supplier<Settings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    Path states =
        JournalCommand.file(settings, journal, "--journal", each -> each.journal().path());
    try {
      LiveReport report = LiveReport.of(states, decisionsBeside(states));
      PrintWriter out = line.getOut();
      print(out, "transaction", report.transactions());
      print(out, "coordination", report.coordinations());
      out.printf(
          "%d transactions are not over, %d coordinations wait to be told%n",
          report.transactions().size(), report.coordinations().size());
      out.flush();
      return report.none() ? NOTHING : SOMETHING;
    } catch (JournalUnavailableException unreadable) {
      return JournalCommand.unreadable(line, unreadable);
    }
  }

  /** A role that was switched off keeps its file, and gateways may wait for what stands in it. */
  private Optional<Path> decisionsBeside(Path states) {
    return decisions
        .or(() -> journal.isPresent() ? Optional.empty() : configured())
        .or(() -> Optional.of(states.resolveSibling("decisions.db")).filter(Files::exists));
  }

  private Optional<Path> configured() {
    return Optional.of(settings.get().decisions().path()).filter(Files::exists);
  }

  private static void print(PrintWriter out, String kind, List<LiveReport.Row> rows) {
    rows.stream()
        .limit(SHOWN_MAX)
        .forEach(row -> out.printf("%s %s %s%n", kind, PrintableText.line(row.id()), row.state()));
    if (rows.size() > SHOWN_MAX) {
      out.printf("and %d more%n", rows.size() - SHOWN_MAX);
    }
  }
}
