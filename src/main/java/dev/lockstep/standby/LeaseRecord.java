package dev.lockstep.standby;

import java.util.Map;
import java.util.TreeMap;

/**
 * Content of a line's register, where the ensemble keeps the lease. Each write has another content.
 *
 * @param counter renewals since the line began
 * @param inSync PCs beside the holder that have everything acknowledged and may take over, each
 *     with the term in which that was noted
 */
public record LeaseRecord(
    long term, String holder, long run, long counter, Map<String, Long> inSync) {
  public LeaseRecord {
    inSync = Map.copyOf(new TreeMap<>(inSync));
  }
}
