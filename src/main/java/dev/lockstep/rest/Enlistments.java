package dev.lockstep.rest;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.Request;
import dev.lockstep.transaction.TransactionId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this gateway has enlisted itself for and was not asked to prepare yet. In memory only:
 * before the vote nothing is promised, and whoever finds it lost after a restart is told ROLLBACK.
 * Thread-safe.
 */
public final class Enlistments {
  private final RestAtSettings settings;
  private final TimeSource clock;

  /** The eldest first. */
  private final Map<TransactionId, Enlistment> known = new LinkedHashMap<>();

  private record Enlistment(Request request, Deadline until) {}

  public Enlistments(RestAtSettings settings, TimeSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Remembers what is to be prepared.
   *
   * @throws Declined OVERLOADED where there are too many
   */
  synchronized void remember(Request request) {
    Iterator<Enlistment> eldest = known.values().iterator();
    while (known.size() >= settings.enlistedMax()
        && eldest.hasNext()
        && eldest.next().until().passed(clock)) {
      eldest.remove();
    }
    if (known.size() >= settings.enlistedMax() && !known.containsKey(request.id())) {
      throw new Declined(
          ProblemType.OVERLOADED, known.size() + " enlistments wait for their coordinators");
    }
    Deadline until = Deadline.in(settings.enlistedFor(), clock);
    known.remove(request.id());
    known.put(request.id(), new Enlistment(request, until));
  }

  synchronized Optional<Request> of(TransactionId id) {
    return Optional.ofNullable(known.get(id)).map(Enlistment::request);
  }

  synchronized void drop(TransactionId id) {
    known.remove(id);
  }

  /** How many there are. */
  public synchronized int size() {
    return known.size();
  }
}
