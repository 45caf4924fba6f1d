package dev.lockstep.coordinator;

import java.time.Instant;
import java.util.List;

/**
 * The decision: durable, it is the commit point.
 *
 * @param reasons why ABORT, one sentence each; empty for COMMIT
 */
public record Ruling(Verdict verdict, List<String> reasons, Instant at) {
  public Ruling {
    reasons = List.copyOf(reasons);
  }
}
