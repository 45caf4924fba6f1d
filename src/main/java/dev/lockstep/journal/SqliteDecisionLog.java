package dev.lockstep.journal;

import dev.lockstep.device.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The coordinator's memory on SQLite, in a file of its own, written by the same machinery as the
 * gateway's journal.
 *
 * <p>Every document counts as an outcome where space runs out: the coordinator asks {@link
 * #troubles()} before it begins something new.
 */
public final class SqliteDecisionLog implements DecisionLog {
  private static final int TEXT_BYTES_MAX = 1 << 20;

  private final Database database;
  private final Connection connection;
  private final JournalSettings.Retention retention;
  private final ObservedTime time;
  private final FileDamages file;
  private final Map<Long, Damage> damages = new ConcurrentSkipListMap<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final GroupCommit<Document> commit;
  private final GroupWriter<Document> writer;

  /** Fills a statement's parameters. */
  @FunctionalInterface
  private interface Binding {
    void on(PreparedStatement statement) throws SQLException;
  }

  private SqliteDecisionLog(
      Database database, Connection connection, JournalSettings settings, TimeSource clock)
      throws JournalUnavailableException, SQLException {
    this.database = database;
    this.connection = connection;
    this.retention = settings.retention();
    JournalOwner owner = new JournalOwner(settings.gateway(), clock.now().boot().host());
    this.file = FileDamages.of(database, connection, owner);
    this.time = ObservedTime.open(connection, "documents", clock);
    this.commit =
        GroupCommit.on(database, each -> new DocumentRowWriter(each, time), settings, clock);
    this.writer = new GroupWriter<>(settings, clock, commit);
  }

  /**
   * Opens the log, made where there is none, and takes its lock.
   *
   * @param settings path, bounds, and how long what is closed is kept
   * @param clock its ticks measure waits
   * @throws JournalUnavailableException as {@link SqliteJournal#open}
   */
  public static SqliteDecisionLog open(JournalSettings settings, TimeSource clock)
      throws JournalUnavailableException {
    Database database = Database.open(settings, Schema.DECISIONS, Disk.REAL);
    try {
      return new SqliteDecisionLog(database, database.connect(), settings, clock);
    } catch (SQLException e) {
      database.close();
      throw database.unavailable("cannot be opened", e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the text is longer than 1 MiB
   */
  @Override
  public void append(Document document) throws JournalUnavailableException {
    int length = document.text().getBytes(StandardCharsets.UTF_8).length;
    if (length > TEXT_BYTES_MAX) {
      String message = "the document of %s has %d octets; at most %d are allowed";
      throw new IllegalArgumentException(message.formatted(document.id(), length, TEXT_BYTES_MAX));
    }
    writer.append(document, true);
  }

  @Override
  public Optional<Document> find(String id) throws JournalUnavailableException {
    Optional<Document> found =
        query("where id = ?", statement -> statement.setString(1, id)).stream().findFirst();
    // Not found would mean: never decided. That must not be said of what may be missing.
    if (found.isEmpty()) {
      List<String> gaps = gaps();
      if (!gaps.isEmpty()) {
        throw new JournalUnavailableException(Gap.sentence("coordination", id, gaps));
      }
    }
    return found;
  }

  @Override
  public List<String> gaps() {
    List<String> gaps = new ArrayList<>(file.troubles());
    damages.values().forEach(damage -> gaps.add("decision log: " + damage));
    return List.copyOf(gaps);
  }

  @Override
  public List<Document> open() throws JournalUnavailableException {
    return query("where open = 1 order by position", statement -> {});
  }

  @Override
  public List<Document> page(String after, int limit) throws JournalUnavailableException {
    return query(
        "where id > ? order by id limit ?",
        statement -> {
          statement.setString(1, after);
          statement.setInt(2, limit);
        });
  }

  private List<Document> query(String condition, Binding binding)
      throws JournalUnavailableException {
    List<Document> documents = new ArrayList<>();
    turn.lock();
    try (PreparedStatement statement =
        connection.prepareStatement(StoredDocument.QUERY + condition)) {
      binding.on(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          switch (StoredDocument.of(rows).read()) {
            case StoredDocument.Found.Sound sound -> documents.add(sound.document());
            case StoredDocument.Found.Broken broken ->
                damages.put(broken.damage().position(), broken.damage());
          }
        }
      }
    } catch (SQLException e) {
      throw database.unavailable("cannot be read", e);
    } finally {
      turn.unlock();
    }
    return List.copyOf(documents);
  }

  /** What failed its check, or is missing, and waits for an operator. */
  public List<Damage> damages() {
    return Stream.concat(file.all().stream(), damages.values().stream()).toList();
  }

  /**
   * An operator has dealt with a damaged document: its bytes are kept in the table {@code damaged},
   * and its coordination is unknown here from then on. May be repeated: what was said first stands.
   *
   * @param position as {@link Damage} gives it
   * @return what is kept, from now or from before; empty where none is or was damaged there
   */
  public Optional<Acknowledgement> acknowledge(long position, String who, String reason, Instant at)
      throws JournalUnavailableException {
    try (Connection own = database.connect()) {
      Database.begin(own);
      Optional<Damage> noRow = file.at(position);
      if (noRow.isPresent()) {
        Acknowledgement word = new Acknowledgement(noRow.get(), who, reason, at);
        return Optional.of(file.forgive(own, Quarantine.DOCUMENTS, word));
      }
      Optional<StoredDocument> row = StoredDocument.at(own, position);
      if (row.isEmpty()) {
        damages.remove(position);
        return Quarantine.DOCUMENTS.kept(own, position);
      }
      return switch (row.get().read()) {
        case StoredDocument.Found.Sound _ -> Optional.empty();
        case StoredDocument.Found.Broken broken -> {
          Acknowledgement word = new Acknowledgement(broken.damage(), who, reason, at);
          Quarantine.DOCUMENTS.put(own, word);
          damages.remove(position);
          yield Optional.of(word);
        }
      };
    } catch (SQLException | IOException e) {
      throw database.unavailable("cannot put document %d aside".formatted(position), e);
    }
  }

  /**
   * Takes away what was closed long ago, as {@link JournalSettings.Retention#unforgottenFor} has
   * it, and the oldest where there are more than {@code forgottenMax}. What is open stays. Counted
   * in time that the gateway has seen pass.
   *
   * @return how many documents went
   */
  public long prune() throws JournalUnavailableException {
    try (Connection own = database.connect()) {
      long pruned = 0;
      long now = time.note(own);
      if (retention.unforgottenFor().isPresent()) {
        long until = now - retention.unforgottenFor().get().toMillis();
        pruned += StoredDocument.removeOlder(own, until, retention.batchMax());
      }
      return pruned
          + StoredDocument.removeBeyond(own, retention.forgottenMax(), retention.batchMax());
    } catch (SQLException e) {
      throw database.unavailable("cannot be pruned", e);
    }
  }

  /** Why nothing new should rest on it now, one sentence each. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>(gaps());
    commit.trouble().ifPresent(troubles::add);
    return List.copyOf(troubles);
  }

  /** Counts since it was opened. */
  public JournalMeter meter() {
    return commit.meter();
  }

  @Override
  public void close() {
    writer.close();
    turn.lock();
    try {
      time.note(connection);
      connection.close();
    } catch (SQLException ignored) {
      // Nothing is lost with a reader; what was promised is on the disk already.
    } finally {
      turn.unlock();
    }
    database.close();
  }
}
