package dev.lockstep.journal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The databases of a line on its standby: equal to the active one's up to the last change set that
 * was confirmed, in the places where an ordinary start looks for them. Holds their locks, so that
 * no gateway is started on them meanwhile. Thread-safe; one change at a time.
 */
public final class Replica implements AutoCloseable {
  private final Map<String, ReplicaFile> files = new LinkedHashMap<>();

  private Replica() {}

  /**
   * Opens what is there; makes nothing but locks.
   *
   * @param databases by their names ({@link ChangePosition#database}), where an ordinary start of
   *     this gateway would look for them
   * @throws JournalUnavailableException where a file cannot be opened, or another process holds it
   */
  public static Replica open(Map<String, JournalSettings> databases)
      throws JournalUnavailableException {
    return open(databases, Disk.REAL);
  }

  static Replica open(Map<String, JournalSettings> databases, Disk disk)
      throws JournalUnavailableException {
    Replica replica = new Replica();
    try {
      for (var each : databases.entrySet()) {
        Schema schema =
            Schema.named(each.getKey())
                .orElseThrow(() -> new IllegalArgumentException("no database " + each.getKey()));
        replica.files.put(each.getKey(), ReplicaFile.open(each.getValue(), schema, disk));
      }
      return replica;
    } catch (JournalUnavailableException | RuntimeException e) {
      replica.close();
      throw e;
    }
  }

  /**
   * Where each database stands that change sets can follow on; those that need a base copy are not
   * among them.
   */
  public synchronized List<ChangePosition> positions() {
    return files.values().stream().map(ReplicaFile::position).flatMap(Optional::stream).toList();
  }

  /**
   * Takes a change set; returns when it would survive a power cut, or was refused. The last one may
   * come twice.
   */
  public synchronized ReplicaAnswer apply(ChangeSet changes) {
    Optional<ReplicaAnswer> foreign = foreign(changes.position());
    if (foreign.isPresent()) {
      return foreign.get();
    }
    ReplicaFile file = file(changes.database());
    try {
      if (!file.isOpen()) {
        file.reopen();
      }
      Optional<ChangePosition> at = file.position();
      if (at.isPresent() && at.get().equals(changes.position())) {
        return new ReplicaAnswer.Durable(List.of(at.get()));
      }
      if (at.isEmpty() || !changes.follows(at.get())) {
        String here = at.map(ChangePosition::toString).orElse("nothing that can be followed on");
        return new ReplicaAnswer.Gap(
            at, "%s does not follow on what is here: %s".formatted(changes, here));
      }
      file.apply(changes);
      return new ReplicaAnswer.Durable(List.of(changes.position()));
    } catch (SQLException | IOException fault) {
      return failed(file.unavailable("did not take a change set", fault));
    }
  }

  private ReplicaFile file(String database) {
    return Objects.requireNonNull(files.get(database), database);
  }

  private static ReplicaAnswer failed(JournalUnavailableException fault) {
    return new ReplicaAnswer.Failed(String.valueOf(fault.getMessage()));
  }

  /** What this gateway can do nothing with. */
  private Optional<ReplicaAnswer> foreign(ChangePosition at) {
    ReplicaFile file = files.get(at.database());
    if (file == null) {
      return Optional.of(
          new ReplicaAnswer.OtherSchema(
              "this standby keeps no database \"%s\", and the active gateway does: give both the same configuration"
                  .formatted(at.database())));
    }
    if (at.schema() > file.schema().version()) {
      return Optional.of(
          new ReplicaAnswer.OtherSchema(
              "the active gateway is of a newer version (%s, and this one knows schema %d): install that version here too"
                  .formatted(at, file.schema().version())));
    }
    return Optional.empty();
  }

  /**
   * Takes a base copy, as {@link BaseCopy#writeTo} has written it: nothing is touched before all of
   * it is here, has passed its checks, and would survive a power cut. What stands in its place and
   * may hold what the active one does not is put aside as {@code ….before-term-N}.
   *
   * @param in not closed
   */
  public synchronized ReplicaAnswer receive(InputStream in) {
    try {
      DataInputStream data = new DataInputStream(in);
      BaseCopyHeader header = BaseCopyHeader.read(data);
      for (BaseCopyHeader.Part each : header.parts()) {
        Optional<ReplicaAnswer> refusal =
            foreign(each.at()).or(() -> ahead(header.term(), each.at()));
        if (refusal.isPresent()) {
          return refusal.get();
        }
      }
      List<ReplicaFile> replaced = new ArrayList<>();
      for (BaseCopyHeader.Part each : header.parts()) {
        ReplicaFile file = file(each.at().database());
        new StagedCopy(file, each).receive(data);
        replaced.add(file);
      }
      new CopyPlacement(header, replaced).place();
      for (ReplicaFile each : replaced) {
        each.reopen();
      }
      return new ReplicaAnswer.Durable(positions());
    } catch (SQLException | IOException fault) {
      return new ReplicaAnswer.Failed("the base copy was not taken: " + DiskRemedy.of(fault));
    } catch (JournalUnavailableException fault) {
      return failed(fault);
    }
  }

  /**
   * Power failing on the active one costs it at most the change set that it had shipped and not yet
   * committed.
   */
  private Optional<ReplicaAnswer> ahead(long term, ChangePosition copy) {
    return file(copy.database())
        .stand()
        .map(ChangeCount.Stand::at)
        .filter(here -> here.term() > term || (here.term() == term && isBehind(copy, here)))
        .map(
            here ->
                new ReplicaAnswer.Ahead(
                    here,
                    "the standby has more than the active gateway (%s here, %s there): its disk has lost what was durable, or an older copy took its place; take over here (lockstep standby take-over), or, where the other one is right, stop this gateway and put its databases aside"
                        .formatted(here, copy)));
  }

  private static boolean isBehind(ChangePosition copy, ChangePosition here) {
    return copy.lineage().equals(here.lineage()) && copy.sequence() + 1 < here.sequence();
  }

  /** Gives the files and their locks back: before an ordinary start opens them. */
  @Override
  public synchronized void close() {
    files.values().forEach(ReplicaFile::close);
    files.clear();
  }
}
