package dev.lockstep.app;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.ensemble.PlanDigest;
import dev.lockstep.transaction.TransactionId;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Digests of plans, as participants are told them and the ensemble has them. A coordination asks
 * once for each participant and for each write, always with the plan that it began with, which
 * never changes: what was made of that very object is given again. Thread-safe.
 */
final class PlanDigests {
  /** Of coordinations under way; of those beyond, a digest is made each time. */
  private static final int KEPT_MAX = 1_024;

  private final Map<TransactionId, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Kept> eldest) {
          return size() > KEPT_MAX;
        }
      };

  /**
   * @param plan only seen, not held: a plan may be large
   */
  private record Kept(WeakReference<CoordinationPlan> plan, PlanDigest digest) {}

  PlanDigest of(CoordinationPlan plan) {
    synchronized (kept) {
      Kept known = kept.get(plan.id());
      if (known != null && known.plan().refersTo(plan)) {
        return known.digest();
      }
    }
    PlanDigest made = PlanDigest.of(plan.canonical());
    synchronized (kept) {
      kept.put(plan.id(), new Kept(new WeakReference<>(plan), made));
    }
    return made;
  }
}
