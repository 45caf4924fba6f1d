package dev.lockstep.journal;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The numbered migrations of one database, by name.
 *
 * <p>Named and not searched for: Flyway's search of the class path finds different things in a
 * directory, in a packaged application and in a native image, and "nothing found" would pass for
 * "nothing to do".
 *
 * @param name of the database among those of a gateway, as {@link ChangePosition#database}
 * @param folder on the class path
 * @param scripts file names in the order of their numbers
 * @param table that holds the states
 * @param readable asks for the last entry that readers outside may be shown, where they keep its
 *     number as a cursor
 * @param reached asks how far the database has come: a number that every group of entries raises
 * @param counter raises it
 * @param pageBytes of a new file
 */
record Schema(
    String name,
    String folder,
    List<String> scripts,
    String table,
    String reached,
    String readable,
    EntryCounter.Opening counter,
    int pageBytes) {
  private static final String LINES =
      "select coalesce(max(seq), 0) from sqlite_sequence where name = 'history'";

  private static final String ENDS =
      "select coalesce(max(seq), 0) from sqlite_sequence where name = 'ended'";

  private static final String RECORDS =
      "select max(coalesce(max(number), 0), (select number from anchor)) from audit";

  static final Schema JOURNAL =
      new Schema(
          "journal",
          "db/migration",
          List.of("V1__journal.sql", "V2__replicated.sql"),
          "transactions",
          LINES,
          LINES,
          HistoryWriter::new,
          Database.PAGE_BYTES);
  static final Schema DECISIONS =
      new Schema(
          "decisions",
          "db/decisions",
          List.of("V1__decisions.sql", "V2__ended.sql", "V3__replicated.sql"),
          "documents",
          "select beats from pulse",
          ENDS,
          EntryCounter::counted,
          Database.PAGE_BYTES);

  /** Rows are appended in their order, so large pages cost nothing. */
  static final Schema AUDIT =
      new Schema(
          "audit",
          "db/audit",
          List.of("V1__audit.sql", "V2__replicated.sql"),
          "audit",
          RECORDS,
          RECORDS,
          EntryCounter::counted,
          4096);

  /** What is lost from its end is told once more, so that nothing need notice it. */
  static final Schema OUTBOX =
      new Schema(
          "outbox",
          "db/outbox",
          List.of("V1__outbox.sql", "V2__replicated.sql"),
          "notices",
          "select 0",
          "select 0",
          EntryCounter::counted,
          4096);

  /** All databases of a gateway. */
  static final List<Schema> ALL = List.of(JOURNAL, DECISIONS, AUDIT, OUTBOX);

  /** Empty where no database has that name. */
  static Optional<Schema> named(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** The number of the last migration. */
  int version() {
    return scripts.size();
  }

  /**
   * Brings the database to this version's schema.
   *
   * @param path of the database, for messages
   * @throws JournalUnavailableException where a newer version wrote it, or a migration fails
   */
  void migrate(DataSource database, String path) throws JournalUnavailableException {
    if (MigrationRecord.shows(database, wanted())) {
      return; // what every start but the first finds: Flyway would come to the same, only later
    }
    try {
      Flyway flyway = flyway(database);
      MigrationInfo current = flyway.info().current();
      MigrationVersion newest = MigrationVersion.fromVersion(Integer.toString(version()));
      if (current != null && newest.compareTo(current.getVersion()) < 0) {
        String message =
            "the journal %s was written by a newer version of the gateway (schema %s, this one"
                + " knows %s): install that version again, or give this one a journal of its own";
        throw new JournalUnavailableException(
            message.formatted(path, current.getVersion(), newest));
      }
      if (current == null || !newest.equals(current.getVersion())) {
        flyway.migrate();
      } else {
        flyway.validate();
      }
    } catch (FlywayException e) {
      throw new JournalUnavailableException(
          "the schema of the journal %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** What Flyway has written down where nothing is left to migrate. */
  List<MigrationRecord.Step> wanted() {
    return scripts.stream().map(name -> MigrationRecord.Step.of(name, new Script(name))).toList();
  }

  private Flyway flyway(DataSource database) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(database)
        .resourceProvider(new Named())
        .javaMigrationClassProvider(List::of)
        .load();
  }

  private final class Named implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      // Asked also for what may stand beside a script (V1__….sql.conf): there is none.
      String script = name.substring(name.lastIndexOf('/') + 1);
      return scripts.contains(script) ? new Script(script) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return scripts.stream()
          .filter(script -> script.startsWith(prefix) && List.of(suffixes).contains(".sql"))
          .<LoadableResource>map(script -> new Script(script))
          .toList();
    }
  }

  private final class Script extends LoadableResource {
    private final String name;

    Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      InputStream script = Schema.class.getResourceAsStream("/" + getAbsolutePath());
      if (script == null) {
        throw new FlywayException("the migration " + getAbsolutePath() + " is not in this package");
      }
      return new InputStreamReader(script, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
      return folder + "/" + name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return getAbsolutePath();
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
