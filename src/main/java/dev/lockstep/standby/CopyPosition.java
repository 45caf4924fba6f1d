package dev.lockstep.standby;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far a copy of the records goes.
 *
 * @param sequences database, by the name of its file, to the sequence number of its last change set
 */
public record CopyPosition(Map<String, Long> sequences) {
  public CopyPosition {
    sequences = Map.copyOf(new TreeMap<>(sequences));
  }
}
