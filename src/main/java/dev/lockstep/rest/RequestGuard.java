package dev.lockstep.rest;

import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.StopSignal;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Gate that every call passes first: the gateway is ready, there is a permit, the body is not too
 * large, and the operator has a name. Thread-safe.
 */
public final class RequestGuard {
  private final BooleanSupplier ready;
  private final StopSignal stop;
  private final Admission admission;
  private final RequestLimits limits;
  private final CurrentCaller callers;
  private final AuditLog audit;
  private final RequestParser requests;
  private final BodyBudget budget;

  /** For short bodies. No limit in all: each connection has one at most. */
  private final BodyBudget words;

  /**
   * @param ready whether every reservation stands again after a start
   * @param stop from which on nothing more is let in
   * @param deadline for each body
   */
  public RequestGuard(
      BooleanSupplier ready,
      StopSignal stop,
      Admission admission,
      RequestLimits limits,
      BodyDeadline deadline,
      CurrentCaller callers,
      AuditLog audit) {
    this.ready = ready;
    this.stop = stop;
    this.admission = admission;
    this.limits = limits;
    this.callers = callers;
    this.audit = audit;
    this.requests = new RequestParser(limits);
    this.budget = new BodyBudget(limits.bodiesMax().toInt(), deadline);
    this.words = new BodyBudget(Integer.MAX_VALUE, deadline);
  }

  /**
   * Lets a call in, where there is room for its kind.
   *
   * @throws RequestRefusedException NOT_READY or OVERLOADED, at once
   */
  public Response inside(Admission.Kind kind, Admission.Call call)
      throws JournalUnavailableException, OverloadedException {
    checkReady();
    return admission.inside(kind, call);
  }

  /**
   * Lets a call in with its body, once the body is complete: a client that sends slowly, or never,
   * takes no permit of those that have sent theirs.
   *
   * @throws RequestRefusedException NOT_READY, OVERLOADED, TOO_LARGE or MALFORMED
   */
  public Response inside(Admission.Kind kind, InputStream body, Admission.Reader call)
      throws JournalUnavailableException, OverloadedException {
    checkReady();
    try (BodyBudget.ReceivedBody received = budget.whole(body, limits.bodyMax().toInt())) {
      return admission.inside(kind, () -> call.answer(received.bytes()));
    }
  }

  /**
   * Reads a short body that says of what kind the call is. Large bodies must not keep it out, so it
   * is not counted with them.
   *
   * @param most bytes, few
   * @throws RequestRefusedException TOO_LARGE or MALFORMED
   */
  public byte[] whole(InputStream body, int most) {
    try (BodyBudget.ReceivedBody received = words.whole(body, most)) {
      return received.bytes();
    }
  }

  /**
   * Lets a call in where this semaphore has a permit.
   *
   * @throws RequestRefusedException NOT_READY or OVERLOADED, at once
   */
  Response inside(Semaphore room, Admission.Call call)
      throws JournalUnavailableException, OverloadedException {
    checkReady();
    return Admission.inside(room, call);
  }

  private void checkReady() {
    if (stop.isGiven()) {
      throw new RequestRefusedException(ProblemType.OVERLOADED, StopSignal.STOPPING);
    }
    if (!ready.getAsBoolean()) {
      throw new RequestRefusedException(
          ProblemType.NOT_READY,
          "the journal is being read, every promise in it comes first; try again in a moment");
    }
  }

  /** The parser, with the limits of this guard. */
  public RequestParser requests() {
    return requests;
  }

  /** The limits of requests. */
  public RequestLimits limits() {
    return limits;
  }

  /** Who makes the call that this thread answers, and from where. */
  public Requester requester() {
    return callers.requester();
  }

  /** Records what a coordinator asks for. */
  void noted(String act, String subject) {
    audit.noteRoutine(new AuditRecord(act, requester(), subject));
  }

  /**
   * Records what an operator is about to do, durably, before it is done (P14).
   *
   * @param subject what it is done to
   * @return who makes the call
   * @throws RequestRefusedException AUDIT_UNAVAILABLE where it cannot be recorded: then it must not
   *     be done
   */
  Requester recorded(String act, String subject, Operator operator) {
    Requester requester = requester();
    record(act, subject, operator, requester);
    return requester;
  }

  /**
   * Records what an operator has said, where it cannot be durable before it is done: the log has it
   * at once.
   */
  void told(String act, String subject, Operator operator) {
    audit.note(
        new AuditRecord(
            act,
            requester(),
            subject,
            Map.of("operator", operator.name(), "why", operator.reason())));
  }

  /**
   * As {@link #recorded}, where the caller is known already.
   *
   * @throws RequestRefusedException AUDIT_UNAVAILABLE
   */
  void record(String act, String subject, Operator operator, Requester requester) {
    record(
        new AuditRecord(
            act,
            requester,
            subject,
            Map.of("operator", operator.name(), "why", operator.reason())));
  }

  /**
   * Records an act, durably, before it is done.
   *
   * @throws RequestRefusedException AUDIT_UNAVAILABLE where it cannot be recorded: then it must not
   *     be done
   */
  void record(AuditRecord record) {
    try {
      audit.record(record);
    } catch (JournalUnavailableException fault) {
      throw new RequestRefusedException(
          ProblemType.AUDIT_UNAVAILABLE,
          "nothing was done, because it cannot be recorded who does it: " + fault.getMessage());
    }
  }

  /**
   * Checks who forgets: a coordinator anything, an operator only what ended heuristically. What the
   * coordinator has not taken yet would be lost to it.
   *
   * @param known the state of the transaction, read only where it makes a difference; a heuristic
   *     outcome is final
   * @throws RequestRefusedException FORBIDDEN
   */
  void forgetting(TransactionId id, KnownState known) throws JournalUnavailableException {
    if (!callers.identity().hasRole(Roles.COORDINATOR)) {
      checkHeuristic(id, known.state());
    }
  }

  /**
   * Checks that a person decided how it ended.
   *
   * @throws RequestRefusedException FORBIDDEN
   */
  static void checkHeuristic(TransactionId id, State known) {
    boolean heuristic =
        known instanceof State.Ended ended && ended.outcome().map(Outcome::heuristic).orElse(false);
    if (!heuristic) {
      throw new RequestRefusedException(
              ProblemType.FORBIDDEN,
              "%s has no heuristic outcome: only its coordinator may forget it, an operator forgets what a person decided"
                  .formatted(id))
          .with("id", id.value());
    }
  }

  /** A transaction's state, which may have to be read from the disk. */
  @FunctionalInterface
  interface KnownState {
    State state() throws JournalUnavailableException;
  }

  /**
   * Name of the person: the authenticated caller, or without authentication the name given, where
   * one is.
   *
   * @throws RequestRefusedException MALFORMED where there are two
   */
  String operatorIfAny(Optional<String> given) {
    return callers.identity().isAnonymous() ? given.orElse("") : operator(given);
  }

  /**
   * The operator who decides, by {@link #operator(Optional)}.
   *
   * @throws RequestRefusedException MALFORMED where there is no name, or two
   */
  Operator operator(Optional<String> given, String reason) {
    return new Operator(operator(given), reason);
  }

  /**
   * Name of the operator: the authenticated caller, or without authentication the name given.
   *
   * @throws RequestRefusedException MALFORMED where there is no name, or two
   */
  public String operator(Optional<String> given) {
    SecurityIdentity caller = callers.identity();
    if (caller.isAnonymous()) {
      return given.orElseThrow(
          () ->
              RequestRefusedException.malformed(
                  "/operator", "the field is missing; no login is configured, so say who decides"));
    }
    String name = caller.getPrincipal().getName();
    if (!given.orElse(name).equals(name)) {
      throw RequestRefusedException.malformed("/operator", "you are authenticated as " + name);
    }
    return name;
  }
}
