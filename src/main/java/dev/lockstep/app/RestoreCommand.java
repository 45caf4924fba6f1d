package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.device.PrintableText;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.BackupContents;
import dev.lockstep.journal.DatabaseKind;
import dev.lockstep.journal.DatabaseLocks;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.Restoration;
import dev.lockstep.journal.RestorePlan;
import dev.lockstep.journal.RestoreRefusedException;
import dev.lockstep.transaction.Requester;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code lockstep restore}: a backup takes the place of the files of a stopped gateway. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Puts a backup in the place of a journal that is lost, while no gateway runs. Shows what"
            + " the backup holds, and what is known of what it misses. The files before are set"
            + " aside. A gateway that starts with a backup votes ROLLBACK until an operator has"
            + " looked at the machines.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:restored; with --dry-run: it could be",
      "1:refused, and nothing was touched; the line on the standard error says why",
      "2:wrong usage",
      "3:stopped half-way by the disk; the next start goes on with it, or says what is in the way"
    })
public final class RestoreCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int HALF_WAY = 3;

  private final Supplier<Settings> settings;
  private final InstantSource clock;
  private final Map<String, String> environment;

  @Parameters(paramLabel = "BACKUP", description = "The folder, as lockstep backup named it.")
  private Path backup = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description =
          "Puts the files there, by their names in the backup; else where the configuration has"
              + " them.")
  private Optional<Path> to = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Shows what would be done; touches nothing, also beside a running gateway.")
  private boolean dryRun;

  @Option(
      names = "--give-up-newer",
      description = {
        "Replaces a journal that is whole and newer, too: what was promised in it is given up."
      })
  private boolean giveUpNewer;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit log.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--operator",
      paramLabel = "NAME",
      description = "Who decides; else who is logged in here.")
  private Optional<String> operator = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /**
   * @param settings of the gateway; fails where the configuration cannot be used
   * @param environment variables by their names
   */
  public RestoreCommand(
      Supplier<Settings> settings, InstantSource clock, Map<String, String> environment) {
    this.settings = settings;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (!dryRun && reason.filter(text -> !text.isBlank()).isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "say why with --reason, or look first with --dry-run");
    }
    RestorePlan.Places places = places();
    try {
      if (dryRun) {
        return shown(places);
      }
      Restoration.checkUser(places);
      Restoration.finish(places.journal()); // one that power interrupted
      try (DatabaseLocks _ = DatabaseLocks.take(concerned(places))) {
        return restored(places);
      }
    } catch (RestoreRefusedException | JournalUnavailableException refused) {
      return told(REFUSED, String.valueOf(refused.getMessage()));
    } catch (IOException fault) {
      return told(
          HALF_WAY, "the restore stopped half-way, and the next start goes on with it: " + fault);
    }
  }

  /** The journal's first; of the others those that are there, or would be. */
  private List<Path> concerned(RestorePlan.Places places) {
    List<Path> concerned = new ArrayList<>(List.of(places.journal()));
    places
        .files()
        .forEach(
            (kind, place) -> {
              if (kind != DatabaseKind.JOURNAL
                  && (Files.exists(place) || Files.exists(backup.resolve(kind.copyName())))) {
                concerned.add(place);
              }
            });
    return concerned;
  }

  private int shown(RestorePlan.Places places) throws RestoreRefusedException {
    RestorePlan plan = RestorePlan.of(BackupContents.read(backup), places, giveUpNewer);
    PrintWriter out = spec.commandLine().getOut();
    new RestoreReport(plan, clock.instant()).print(out);
    out.println("nothing was touched (--dry-run)");
    out.flush();
    return DONE;
  }

  private int restored(RestorePlan.Places places) throws RestoreRefusedException, IOException {
    RestorePlan plan = RestorePlan.of(BackupContents.read(backup), places, giveUpNewer);
    Instant now = clock.instant();
    PrintWriter out = spec.commandLine().getOut();
    RestoreReport report = new RestoreReport(plan, now);
    report.print(out);
    out.flush();
    String setAside = Restoration.perform(plan, places, word(plan), now);
    report.printFollowing(out, setAside);
    out.flush();
    return DONE;
  }

  private AuditRecord word(RestorePlan plan) {
    String who =
        operator
            .or(() -> Optional.ofNullable(environment.get("SUDO_USER")))
            .or(() -> Optional.ofNullable(System.getProperty("user.name")))
            .orElse("somebody");
    String replaced =
        plan.parts().stream()
            .filter(RestorePlan.Part::replaced)
            .map(part -> part.place().getFileName().toString())
            .collect(Collectors.joining(", "));
    return new AuditRecord("restore", Requester.NONE, plan.backup().folder().toString())
        .with("operator", who)
        .with("why", reason.orElse(""))
        .with("taken", plan.backup().at().toString())
        .with("replaced", replaced)
        .with("entriesSince", plan.since().isPresent() ? "" + plan.since().getAsLong() : "unknown");
  }

  private RestorePlan.Places places() {
    Optional<Settings> known = known();
    Map<DatabaseKind, Path> files = new EnumMap<>(DatabaseKind.class);
    for (DatabaseKind kind : DatabaseKind.values()) {
      files.put(
          kind,
          to.map(folder -> folder.resolve(kind.copyName()))
              .orElseGet(() -> known.orElseThrow().place(kind))
              .toAbsolutePath());
    }
    return new RestorePlan.Places(
        known.map(Settings::gateway).orElse(""),
        known.filter(each -> each.uses(DatabaseKind.DECISIONS)).isPresent(),
        files,
        known.map(each -> each.config().backup().setAsideMax()).orElse(1));
  }

  /** The settings; empty where they cannot be used and are not needed. */
  private Optional<Settings> known() {
    try {
      return Optional.of(settings.get());
    } catch (StartFailureException wrong) {
      if (to.isPresent()) {
        return Optional.empty();
      }
      throw new StartFailureException(
          "%s%n  or say where the files belong with --to".formatted(wrong.getMessage()));
    }
  }

  private int told(int code, String message) {
    spec.commandLine().getErr().println("lockstep: " + PrintableText.line(message));
    spec.commandLine().getErr().flush();
    return code;
  }
}
