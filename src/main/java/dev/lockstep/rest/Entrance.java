package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.participant.Overloaded;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
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
  }

  /**
   * Lets a call in, where there is room for its kind.
   *
   * @throws Declined NOT_READY or OVERLOADED, at once
   */
  Response inside(Admission.Kind kind, Admission.Call call) throws JournalUnavailable, Overloaded {
    if (!ready.getAsBoolean()) {
      throw new Declined(
          ProblemType.NOT_READY, "the journal is being read; every promise in it comes first");
    }
    return admission.inside(kind, call);
  }

  byte[] bytes(InputStream body) {
    return Bounded.bytes(body, limits.bodyMax());
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
