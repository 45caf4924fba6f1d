package dev.lockstep.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A coordination and how it came there: what the log keeps, and what the API shows.
 *
 * @param timeline at most {@link #TIMELINE_MAX} lines, oldest first; the first and the latest are
 *     kept
 */
public record CoordinationRecord(Coordination coordination, List<TimelineEntry> timeline) {
  static final int TIMELINE_MAX = 100;
  static final CoordinationRecord NONE =
      new CoordinationRecord(new Coordination.Absent(), List.of());

  public CoordinationRecord {
    timeline = List.copyOf(timeline);
  }

  CoordinationRecord then(CoordinationEvent event, Coordination next) {
    Optional<TimelineEntry> entry = TimelineEntry.of(coordination, event, next);
    if (entry.isEmpty()) {
      return new CoordinationRecord(next, timeline);
    }
    List<TimelineEntry> lines = new ArrayList<>(timeline);
    if (lines.size() >= TIMELINE_MAX) {
      lines.remove(TIMELINE_MAX / 2);
    }
    lines.add(entry.get());
    return new CoordinationRecord(next, lines);
  }
}
