package dev.lockstep.journal;

/**
 * Who is given what the databases of this gateway take: the link to the other PC of a line. Called
 * by whatever thread writes to a database; at most one at a time for each database.
 */
public interface ChangeFollower {

  /**
   * A database has been opened, and stands here. Called at each opening, before a change set of it.
   *
   * @return waits until what it holds may be called durable. What a run before has committed here
   *     may not have reached the other PC: nothing is to be done on it before that
   */
  Sent opened(ChangePosition at);

  /**
   * Gives out what one SQL transaction has changed, before it is committed here, so that the other
   * disk and this one work at the same time. Waits for nothing, and throws nothing: where the other
   * PC cannot be reached, or lags behind, the answer is late.
   *
   * <p>The change sets of all databases have to arrive in the order of these calls: one of the
   * audit log says of the journal what the journal's own has brought before.
   *
   * <p>Crash story: the commit here may still fail, or power may fail before it. Then the other PC
   * has a change set more than this one; the next one does not follow on it, is refused ({@link
   * ReplicaAnswer.Gap}), and a {@link BaseCopy} is due. No caller was told that it is durable.
   */
  Sent ship(ChangeSet changes);

  /** A change set on its way. */
  @FunctionalInterface
  interface Sent {
    /** Nothing is waited for. */
    Sent DONE = () -> {};

    /**
     * Returns when what was committed up to this change set may be called durable. As long as it
     * has to: the callers of the journal get their {@link UncertainWriteException} meanwhile.
     *
     * @throws JournalUnavailableException where that will never be known in this process: it is
     *     about to end, or the thread was interrupted, whose flag is then set. Nothing is written
     *     to that database afterwards
     */
    void await() throws JournalUnavailableException;
  }
}
