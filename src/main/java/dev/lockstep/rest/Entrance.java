package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.participant.Overloaded;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * What every call passes first: is the gateway ready, is there room, how large is the body, who is
 * it. Thread-safe.
 */
public final class Entrance {
  private final BooleanSupplier ready;
  private final Admission admission;
  private final Limits limits;
  private final CurrentIdentityAssociation callers;
  private final Requests requests;
  private final Arrivals arrivals;

  /** As many as there are connections, and each is short: no limit of their own. */
  private final Arrivals words = new Arrivals(Integer.MAX_VALUE);

  /**
   * @param ready whether every reservation stands again after a start
   */
  public Entrance(
      BooleanSupplier ready,
      Admission admission,
      Limits limits,
      CurrentIdentityAssociation callers) {
    this.ready = ready;
    this.admission = admission;
    this.limits = limits;
    this.callers = callers;
    this.requests = new Requests(limits);
    this.arrivals = new Arrivals(limits.bodiesMax());
  }

  /**
   * Lets a call in, where there is room for its kind.
   *
   * @throws Declined NOT_READY or OVERLOADED, at once
   */
  Response inside(Admission.Kind kind, Admission.Call call) throws JournalUnavailable, Overloaded {
    checkReady();
    return admission.inside(kind, call);
  }

  /**
   * Lets a call in with its body, once all of that is here: whoever sends it slowly, or never,
   * takes no room of those who have sent theirs.
   *
   * @throws Declined NOT_READY, OVERLOADED, TOO_LARGE or MALFORMED
   */
  Response inside(Admission.Kind kind, InputStream body, Admission.Reader call)
      throws JournalUnavailable, Overloaded {
    checkReady();
    try (Arrivals.Arrived arrived = arrivals.whole(body, limits.bodyMax())) {
      return admission.inside(kind, () -> call.answer(arrived.bytes()));
    }
  }

  /**
   * Reads a short body that says what kind of call it is. What large ones take of their room must
   * not keep it out.
   *
   * @param most bytes, few
   * @throws Declined TOO_LARGE or MALFORMED
   */
  byte[] whole(InputStream body, int most) {
    try (Arrivals.Arrived arrived = words.whole(body, most)) {
      return arrived.bytes();
    }
  }

  /**
   * Lets a call into a room of its own.
   *
   * @throws Declined NOT_READY or OVERLOADED, at once
   */
  Response inside(Semaphore room, Admission.Call call) throws JournalUnavailable, Overloaded {
    checkReady();
    return Admission.inside(room, call);
  }

  private void checkReady() {
    if (!ready.getAsBoolean()) {
      throw new Declined(
          ProblemType.NOT_READY,
          "the journal is being read, every promise in it comes first; try again in a moment");
    }
  }

  Requests requests() {
    return requests;
  }

  Limits limits() {
    return limits;
  }

  /**
   * Who decides: the authenticated caller, or where nobody is authenticated the name given.
   *
   * @throws Declined MALFORMED where there is no name, or two
   */
  String operator(Optional<String> given) {
    SecurityIdentity caller = callers.getIdentity();
    if (caller.isAnonymous()) {
      return given.orElseThrow(
          () ->
              Declined.malformed(
                  "/operator",
                  "the field is missing; nobody is authenticated, so say who decides"));
    }
    String name = caller.getPrincipal().getName();
    if (!given.orElse(name).equals(name)) {
      throw Declined.malformed("/operator", "you are authenticated as " + name);
    }
    return name;
  }
}
