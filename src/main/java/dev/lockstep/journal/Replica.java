package dev.lockstep.journal;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * The databases of a line on its standby: equal to the active one's up to the last change set that
 * was confirmed, in the places where an ordinary start looks for them. Holds their locks, so that
 * no gateway is started on them meanwhile. Thread-safe; one change at a time.
 */
public final class Replica implements AutoCloseable {
  private Replica() {}

  /**
   * Opens what is there; makes nothing.
   *
   * @param databases by their names ({@link ChangePosition#database}), where an ordinary start of
   *     this gateway would look for them
   * @throws JournalUnavailableException where a file cannot be opened, or another process holds it
   */
  public static Replica open(Map<String, JournalSettings> databases)
      throws JournalUnavailableException {
    throw new UnsupportedOperationException();
  }

  /**
   * Where each database stands that change sets can follow on; those that need a base copy are not
   * among them.
   */
  public List<ChangePosition> positions() {
    throw new UnsupportedOperationException();
  }

  /** Takes a change set; returns when it would survive a power cut, or was refused. */
  public ReplicaAnswer apply(ChangeSet changes) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a base copy, as {@link BaseCopy#writeTo} has written it: nothing is touched before all of
   * it is here, has passed its checks, and would survive a power cut.
   *
   * @param in not closed
   */
  public ReplicaAnswer receive(InputStream in) {
    throw new UnsupportedOperationException();
  }

  /** Gives the files and their locks back: before an ordinary start opens them. */
  @Override
  public void close() {}
}
