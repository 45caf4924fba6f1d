package dev.lockstep.rest.restat;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.TransactionId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Enlistments that have not been asked to prepare yet. In memory only: nothing is promised before
 * the vote, and a coordinator that asks for one that was lost in a restart is told ROLLBACK.
 * Thread-safe.
 */
public final class PendingEnlistments {
  private final RestAtConfig settings;
  private final TimeSource clock;

  /** Oldest first. */
  private final Map<TransactionId, Enlistment> known = new LinkedHashMap<>();

  /**
   * @param begun whether it is being prepared
   */
  private record Enlistment(PrepareRequest request, Deadline until, boolean begun) {}

  public PendingEnlistments(RestAtConfig settings, TimeSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Remembers what is to be prepared.
   *
   * @throws RequestRefusedException OVERLOADED where there are too many
   */
  synchronized void remember(PrepareRequest request) {
    Iterator<Enlistment> eldest = known.values().iterator();
    while (known.size() >= settings.enlistedMax()
        && eldest.hasNext()
        && eldest.next().until().passed(clock)) {
      eldest.remove();
    }
    if (known.size() >= settings.enlistedMax() && !known.containsKey(request.id())) {
      throw new RequestRefusedException(
          ProblemType.OVERLOADED, known.size() + " enlistments wait for their coordinators");
    }
    Deadline until = Deadline.in(settings.enlistedFor(), clock);
    Enlistment before = known.remove(request.id());
    boolean begun = before != null && before.begun();
    known.put(request.id(), new Enlistment(request, until, begun));
  }

  synchronized Optional<PrepareRequest> of(TransactionId id) {
    return Optional.ofNullable(known.get(id)).map(Enlistment::request);
  }

  /**
   * Takes the request that is prepared now; from here on it cannot be {@link #withdraw withdrawn}.
   */
  synchronized Optional<PrepareRequest> begin(TransactionId id) {
    Enlistment begun =
        known.computeIfPresent(
            id, (same, known) -> new Enlistment(known.request(), known.until(), true));
    return Optional.ofNullable(begun).map(Enlistment::request);
  }

  /**
   * Withdraws it where its prepare has not begun: then it is certain that it never moves anything.
   *
   * @return whether that is so
   */
  synchronized boolean withdraw(TransactionId id) {
    Enlistment enlistment = known.get(id);
    boolean untouched = enlistment != null && !enlistment.begun();
    known.remove(id);
    return untouched;
  }

  synchronized void drop(TransactionId id) {
    known.remove(id);
  }

  /** How many there are. */
  public synchronized int size() {
    return known.size();
  }
}
