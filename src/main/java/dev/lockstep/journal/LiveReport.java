package dev.lockstep.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What others rely on a journal and a decision log for: transactions that are not over, and
 * coordinations whose gateways wait for a word. Read from outside, and nothing is changed, also
 * while the gateway runs.
 *
 * @param transactions in the order of their arrival
 * @param coordinations in the order of their arrival; none where there is no decision log
 */
public record LiveReport(List<Row> transactions, List<Row> coordinations) {
  /** Codes of coordinations: from this one on all gateways have heard the outcome. */
  private static final int ALL_TOLD = 4;

  private static final int DECIDED = 2;

  public LiveReport {
    transactions = List.copyOf(transactions);
    coordinations = List.copyOf(coordinations);
  }

  /**
   * One of them.
   *
   * @param state as the API names it; {@code DAMAGED} where the row fails its check, so that it may
   *     be in any state
   */
  public record Row(String id, String state) {}

  /** Whether no other party relies on anything here. */
  public boolean none() {
    return transactions.isEmpty() && coordinations.isEmpty();
  }

  /**
   * Reads both.
   *
   * @param decisions the file of the coordinator's log, where there is one
   * @throws JournalUnavailableException where a file is not there or cannot be read
   */
  public static LiveReport of(Path journal, Optional<Path> decisions)
      throws JournalUnavailableException {
    List<Row> transactions =
        rows(journal, Schema.JOURNAL, Integer.MAX_VALUE, code -> StateCodec.name(code).name());
    List<Row> coordinations =
        decisions.isEmpty()
            ? List.of()
            : rows(
                decisions.get(),
                Schema.DECISIONS,
                ALL_TOLD,
                code -> code == DECIDED ? "DECIDED" : "PREPARING");
    return new LiveReport(transactions, coordinations);
  }

  private static List<Row> rows(Path file, Schema schema, int below, IntFunction<String> name)
      throws JournalUnavailableException {
    try (Connection connection = JournalVerification.open(file);
        RowReader reader = new RowReader(connection, schema.table())) {
      return reader.live().stream()
          .filter(row -> row.code() < below || !row.sound())
          .map(row -> new Row(row.id(), row.sound() ? name.apply(row.code()) : "DAMAGED"))
          .toList();
    } catch (SQLException unreadable) {
      throw new JournalUnavailableException(
          "%s cannot be read: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }
}
