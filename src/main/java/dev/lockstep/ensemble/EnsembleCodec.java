package dev.lockstep.ensemble;

import dev.lockstep.journal.Codec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The codec of the coordinator's records, with what the ensemble must know of them.
 *
 * @param <D> the record of one coordination
 */
public interface EnsembleCodec<D> extends Codec<D> {
  /** The same for equal requests, and for no others. */
  PlanDigest plan(D record);

  /** What was decided; empty while nothing is. */
  Optional<Ruled> ruled(D record);

  /** A decision as a record holds it. */
  record Ruled(EnsembleVerdict verdict, List<String> reasons, Instant at) {
    public Ruled {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The record of what was begun here, or elsewhere, and decided by a gateway.
   *
   * @param begun of the same plan
   */
  D decided(D begun, VerdictRecord verdict);
}
