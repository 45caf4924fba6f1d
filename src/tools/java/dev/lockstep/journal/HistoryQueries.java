package dev.lockstep.journal;

/** The journal's queries for a gateway that runs without a Quarkus application around it. */
public final class HistoryQueries {
  private HistoryQueries() {}

  /** Only to be handed on: what reads by Panache needs the application. */
  public static JournalQueries of(SqliteJournal journal) {
    return new JournalQueries(journal);
  }
}
