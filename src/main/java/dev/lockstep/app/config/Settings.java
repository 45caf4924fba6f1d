package dev.lockstep.app.config;

import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.journal.AuditConfig;
import dev.lockstep.journal.AuditSettings;
import dev.lockstep.journal.DatabaseKind;
import dev.lockstep.journal.JournalConfig;
import dev.lockstep.journal.JournalFile;
import dev.lockstep.journal.JournalSettings;
import dev.lockstep.rest.lra.LraSettings;
import dev.lockstep.rest.restat.RestAtSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings of the gateway: the checked configuration, and what is derived from it. */
public final class Settings {
  /** The last record of each coordination goes with the first record of the next. */
  private static final Duration DECISION_LAZY_MAX = Duration.ofHours(1);

  private final GatewayConfig config;
  private final Path journalPath;
  private final Path decisionsPath;

  /**
   * Checks everything.
   *
   * @param idle how long an HTTP connection may be silent until the server closes it; zero: for
   *     ever
   * @throws StartFailureException where a value cannot be used
   */
  public Settings(GatewayConfig config, Duration idle) {
    new ConfigCheck(config, idle).enforce();
    this.config = config;
    this.journalPath = file("lockstep.journal", config.journal().path());
    Path decisions = config.coordinator().path();
    this.decisionsPath =
        config.coordinator().enabled()
                && config.coordinator().log() == CoordinatorSettings.Log.SQLITE
            ? file("lockstep.coordinator", decisions)
            : decisions;
  }

  private static Path file(String root, Path configured) {
    try {
      return JournalFile.of(configured);
    } catch (IllegalArgumentException wrong) {
      throw new StartFailureException(root + "." + wrong.getMessage());
    }
  }

  public GatewayConfig config() {
    return config;
  }

  /** This gateway's name. */
  public String gateway() {
    return config.gateway().name();
  }

  /**
   * The identity of the host, for the journal and for ages: of the line where two PCs stand for it,
   * so that the one which takes over finds a journal that is its own. Empty: the operating
   * system's.
   */
  public Optional<String> host() {
    return config.standby().enabled() ? Optional.of("line " + gateway()) : config.gateway().host();
  }

  /** The journal's settings. */
  public JournalSettings journal() {
    return store(journalPath, config.journal().lazyMax());
  }

  /** Settings of the decision log: bounded as the journal is, but for what is written lazily. */
  public JournalSettings decisions() {
    return store(decisionsPath, DECISION_LAZY_MAX);
  }

  /** The audit log's settings. */
  public AuditSettings audit() {
    AuditConfig keys = config.audit();
    return new AuditSettings(
        keys.path().map(JournalFile::of).orElseGet(() -> besideTheJournal("-audit.db")),
        keys.followEvery(),
        keys.keptFor(),
        keys.rowsMax(),
        config.journal(),
        Optional.of(keys.export()));
  }

  /** Where the outbox keeps its cursors. */
  public JournalSettings outbox() {
    Path path =
        config
            .outbox()
            .path()
            .map(each -> file("lockstep.outbox", each))
            .orElseGet(() -> besideTheJournal("-outbox.db"));
    return store(path, config.journal().lazyMax());
  }

  /** Whether this gateway, as it is configured, writes such a database. */
  public boolean uses(DatabaseKind kind) {
    CoordinatorSettings coordinator = config.coordinator();
    return switch (kind) {
      case OUTBOX -> config.outbox().enabled();
      case AUDIT, JOURNAL -> true;
      case DECISIONS ->
          coordinator.enabled() && coordinator.log() == CoordinatorSettings.Log.SQLITE;
    };
  }

  /** Where a database stands, or would. */
  public Path place(DatabaseKind kind) {
    return switch (kind) {
      case OUTBOX -> outbox().path();
      case AUDIT -> audit().path();
      case JOURNAL -> journal().path();
      case DECISIONS -> decisionsPath;
    };
  }

  /** The folder of backups. */
  public Path backups() {
    return config.backup().path().orElseGet(() -> journalPath.resolveSibling("backups"));
  }

  /** A file that belongs to the journal, in its folder. */
  public Path besideTheJournal(String ending) {
    String name = journalPath.getFileName().toString().replaceFirst("\\.db$", "");
    return journalPath.resolveSibling(name + ending);
  }

  private JournalSettings store(Path path, Duration lazyMax) {
    JournalConfig limits = config.journal();
    return new JournalSettings(
        path, limits, limits.reserve(), lazyMax, JournalSettings.CHECKPOINT_ROWS, gateway());
  }

  /** Files and folders of profiles, then those of device lists. */
  public List<Path> catalogPaths() {
    List<Path> paths = new ArrayList<>(config.catalog().profiles());
    paths.addAll(config.catalog().devices().orElse(List.of()));
    return paths;
  }

  /**
   * For REST-AT coordinators.
   *
   * @param here where this process listens
   */
  public RestAtSettings restAt(URI here) {
    return new RestAtSettings(config.restat().publicUrl().orElse(here), config.restat());
  }

  /**
   * For coordinators of long running actions.
   *
   * @param here where this process listens
   */
  public LraSettings lra(URI here) {
    return new LraSettings(config.lra().publicUrl().orElse(here), config.coordinators());
  }
}
