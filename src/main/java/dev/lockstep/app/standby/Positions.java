package dev.lockstep.app.standby;

import dev.lockstep.journal.ChangePosition;
import dev.lockstep.standby.CopyPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Positions of databases as messages name them: everything but the sequence number is in the name,
 * so that two are equal only where the databases hold the same rows.
 */
final class Positions {
  private static final String BETWEEN = "|";
  private static final int PARTS = 5;

  private Positions() {}

  static CopyPosition of(Collection<ChangePosition> positions) {
    Map<String, Long> named = new TreeMap<>();
    for (ChangePosition each : positions) {
      String name =
          String.join(
              BETWEEN,
              each.database(),
              Integer.toString(each.schema()),
              each.lineage(),
              Long.toString(each.term()),
              each.digest());
      named.put(name, each.sequence());
    }
    return new CopyPosition(named);
  }

  /** Reads them back; what is no position is left out, and a base copy follows from that. */
  static List<ChangePosition> read(CopyPosition position) {
    List<ChangePosition> read = new ArrayList<>();
    position
        .sequences()
        .forEach(
            (name, sequence) -> {
              String[] parts = name.split("\\|", -1);
              if (parts.length == PARTS
                  && parts[1].matches("\\d{1,9}")
                  && parts[3].matches("\\d{1,18}")) {
                read.add(
                    new ChangePosition(
                        parts[0],
                        Integer.parseInt(parts[1]),
                        parts[2],
                        Long.parseLong(parts[3]),
                        sequence,
                        parts[4]));
              }
            });
    return read;
  }
}
