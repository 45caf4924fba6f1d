package dev.lockstep.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.journal.AuditEntry;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.JournalVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code lockstep journal}: looks at the journal and the audit log from outside. */
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    description = "Shows and verifies the journal and the audit log; changes neither.")
public final class JournalCommand implements Runnable {
  private static final int WHOLE = 0;
  private static final int BROKEN = 1;
  private static final int UNREADABLE = 3;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  private CommandSpec spec;

  private JournalCommand() {}

  /**
   * The command with what it consists of.
   *
   * @param settings of the gateway, where the configuration can be read
   */
  public static CommandLine withSubcommands(Supplier<Settings> settings) {
    return new CommandLine(new JournalCommand())
        .addSubcommand(new Verify(settings))
        .addSubcommand(new Audit(settings))
        .addSubcommand(new JournalLiveCommand(settings));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: show, verify, live, or audit --head");
  }

  /** {@code lockstep journal verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description =
          "Checks every row of the journal, the chain of the audit log, and the journal's history"
              + " against the audit log. Reads only, also while the gateway runs.",
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:all is as it was written",
        "1:something is not; the first broken place is named first",
        "2:wrong usage",
        "3:a file is not there or cannot be read"
      })
  static final class Verify implements Callable<Integer> {
    private static final Pattern HEAD = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    private final Supplier<Settings> settings;

    @Option(
        names = "--journal",
        paramLabel = "FILE",
        description = "The journal; else lockstep.journal.path.")
    private Optional<Path> journal = Optional.empty();

    @Option(
        names = "--audit",
        paramLabel = "FILE",
        description = "The audit log; else lockstep.audit.path.")
    private Optional<Path> audit = Optional.empty();

    @Option(
        names = "--head",
        paramLabel = "NUMBER:SHA256",
        description = "A head that was exported before: shows what was cut off or rewritten since.")
    private Optional<String> head = Optional.empty();

    @Option(names = "--json", description = "Prints JSON for machines.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    Verify(Supplier<Settings> settings) {
      this.settings = settings;
    }

    @Override
    public Integer call() throws IOException {
      CommandLine line = spec.commandLine();
      Path states = file(settings, journal, "--journal", each -> each.journal().path());
      Path log = file(settings, audit, "--audit", each -> each.audit().path());
      Optional<AuditEntry.Head> exported = head.map(this::read);
      try {
        JournalVerification.Report report = JournalVerification.of(states, log, exported);
        PrintWriter out = line.getOut();
        out.print(json ? json(report) : text(report));
        out.flush();
        return report.found() == 0 ? WHOLE : BROKEN;
      } catch (JournalUnavailableException unreadable) {
        return unreadable(line, unreadable);
      }
    }

    private AuditEntry.Head read(String text) {
      Matcher parts = HEAD.matcher(text);
      if (!parts.matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "--head is NUMBER:SHA256, as `lockstep journal audit --head` prints");
      }
      return new AuditEntry.Head(Long.parseLong(parts.group(1)), parts.group(2));
    }

    private static String text(JournalVerification.Report report) {
      StringBuilder text = new StringBuilder();
      report.findings().forEach(each -> text.append("broken: ").append(each).append('\n'));
      if (report.found() > report.findings().size()) {
        text.append("and %d more\n".formatted(report.found() - report.findings().size()));
      }
      return text.append(
              "%d transactions, %d lines of history (%d not recorded yet), %d audit rows, head %s: %s\n"
                  .formatted(
                      report.transactions(),
                      report.lines(),
                      report.unrecorded(),
                      report.rows(),
                      report.head(),
                      report.found() == 0
                          ? "all as it was written"
                          : "%d broken".formatted(report.found())))
          .toString();
    }

    private static String json(JournalVerification.Report report) throws IOException {
      StringWriter text = new StringWriter();
      JsonMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
      try (JsonGenerator json = mapper.createGenerator(text)) {
        json.writeStartObject();
        json.writeNumberField("broken", report.found());
        json.writeArrayFieldStart("findings");
        for (String each : report.findings()) {
          json.writeString(each);
        }
        json.writeEndArray();
        json.writeNumberField("transactions", report.transactions());
        json.writeNumberField("lines", report.lines());
        json.writeNumberField("unrecorded", report.unrecorded());
        json.writeNumberField("auditRows", report.rows());
        json.writeStringField("head", report.head().toString());
        json.writeEndObject();
      }
      return text.append('\n').toString();
    }
  }

  /** {@code lockstep journal audit}. */
  @Command(
      name = "audit",
      mixinStandardHelpOptions = true,
      description = "Prints the head of the audit log's chain, to be kept elsewhere.",
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:printed", "2:wrong usage", "3:the file is not there or cannot be read"})
  static final class Audit implements Callable<Integer> {
    private final Supplier<Settings> settings;

    @Option(names = "--head", required = true, description = "Prints NUMBER:SHA256.")
    @SuppressWarnings("UnusedVariable") // the command line must say it, and nothing else is there
    private boolean head;

    @Option(
        names = "--audit",
        paramLabel = "FILE",
        description = "The audit log; else lockstep.audit.path.")
    private Optional<Path> audit = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    Audit(Supplier<Settings> settings) {
      this.settings = settings;
    }

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      Path log = file(settings, audit, "--audit", each -> each.audit().path());
      try {
        line.getOut().println(JournalVerification.head(log));
        line.getOut().flush();
        return WHOLE;
      } catch (JournalUnavailableException unreadable) {
        return unreadable(line, unreadable);
      }
    }
  }

  /**
   * The file that an option names, else the configured one.
   *
   * @throws StartFailureException where it would have to be read from a configuration that cannot
   *     be used
   */
  static Path file(
      Supplier<Settings> settings,
      Optional<Path> given,
      String option,
      Function<Settings, Path> configured) {
    return given.orElseGet(
        () -> {
          try {
            return configured.apply(settings.get());
          } catch (StartFailureException wrong) {
            throw new StartFailureException(
                "%s%n  or name the file with %s".formatted(wrong.getMessage(), option));
          }
        });
  }

  static int unreadable(CommandLine line, JournalUnavailableException fault) {
    line.getErr().println("lockstep: " + fault.getMessage());
    line.getErr().flush();
    return UNREADABLE;
  }
}
