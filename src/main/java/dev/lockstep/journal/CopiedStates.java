package dev.lockstep.journal;

import dev.lockstep.transaction.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The live states of a copy, written so that none of their moments proves an age: a copy that is
 * brought back a minute later knows a promise, and not that it was kept since. What came of it
 * waits for a person then, however fresh it would have been (P5, P6, decision 65).
 */
final class CopiedStates {
  private static final String STATE =
      "update transactions set body = ?, checksum = ? where position = ?";

  private static final String TERMS = "update terms set body = ?, checksum = ? where position = ?";

  private CopiedStates() {}

  /** A row that fails its check stays as it is, and is named when it is opened (P9). */
  static void unprove(Connection copy) throws SQLException {
    StateCodec codec = new StateCodec();
    List<StoredState> live;
    try (RowReader rows = new RowReader(copy, Schema.JOURNAL.table())) {
      live = rows.live();
      copy.setAutoCommit(false);
      try (PreparedStatement states = copy.prepareStatement(STATE);
          PreparedStatement terms = copy.prepareStatement(TERMS)) {
        for (StoredState row : live) {
          if (row.read(codec) instanceof StoredState.Found.Sound<State>(State state)) {
            write(states, terms, row, state);
          }
        }
      }
      copy.commit();
      copy.setAutoCommit(true);
    }
  }

  private static void write(
      PreparedStatement states, PreparedStatement terms, StoredState row, State state)
      throws SQLException {
    StoredState next = row.saying(StateWriter.encodeForBackup(state));
    states.setString(1, next.body());
    states.setInt(2, next.checksum());
    states.setLong(3, row.position());
    states.executeUpdate();
    if (row.terms().isPresent()) {
      String asked = StateWriter.encodeForBackup(BranchAndVote.of(state));
      StoredState.StoredTerms stored = StoredState.StoredTerms.of(row.id(), asked);
      terms.setString(1, stored.body());
      terms.setInt(2, stored.checksum());
      terms.setLong(3, row.position());
      terms.executeUpdate();
    }
  }
}
