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
public record Dossier(Coordination coordination, List<Line> timeline) {
  static final int TIMELINE_MAX = 100;
  static final Dossier NONE = new Dossier(new Coordination.Absent(), List.of());

  public Dossier {
    timeline = List.copyOf(timeline);
  }

  Dossier then(Event event, Coordination next) {
    Optional<Line> line = Line.of(coordination, event, next);
    if (line.isEmpty()) {
      return new Dossier(next, timeline);
    }
    List<Line> lines = new ArrayList<>(timeline);
    if (lines.size() >= TIMELINE_MAX) {
      lines.remove(TIMELINE_MAX / 2);
    }
    lines.add(line.get());
    return new Dossier(next, lines);
  }
}
