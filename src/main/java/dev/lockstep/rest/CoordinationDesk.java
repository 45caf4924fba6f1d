package dev.lockstep.rest;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.StopSignal;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Where coordinations are handed in, and their end is waited for a while; the permits for that are
 * shared by all ways in. Thread-safe.
 */
public final class CoordinationDesk {
  private static final int RETRY_AFTER_SECONDS = 1;

  /** How often is looked whether a coordination is begun. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final CoordinatorRole role;
  private final Admission admission;
  private final BodyBudget budget;
  private final CoordinationRequests requests;
  private final StopSignal stop;

  /**
   * @param stop from which on nothing is begun or waited for
   */
  public CoordinationDesk(
      CoordinatorRole role, RequestLimits limits, BodyDeadline deadline, StopSignal stop) {
    this.role = role;
    this.stop = stop;
    int most = role.settings().limits().liveMax();
    // Permits of their own: calls that wait here for gateways must not keep out what this process
    // is asked as a gateway.
    this.admission = new Admission(most, most, most);
    this.budget = new BodyBudget(limits.bodiesMax().toInt(), deadline);
    this.requests = new CoordinationRequests(limits, role.settings(), role.ids());
  }

  Admission admission() {
    return admission;
  }

  /**
   * Lets a call in that waits for gateways, where there is room for its kind.
   *
   * @throws RequestRefusedException OVERLOADED, at once
   */
  public Response inside(Admission.Kind kind, Admission.Call call)
      throws JournalUnavailableException, OverloadedException {
    return admission.inside(kind, call);
  }

  /** For bodies of any length that is allowed. */
  BodyBudget budget() {
    return budget;
  }

  CoordinationRequests requests() {
    return requests;
  }

  /**
   * Begins a coordination, or finds it, and waits for its end for as long as an answer may take
   * ({@code lockstep.coordinator.answer-max}). The coordination goes on in any case.
   *
   * @return how it stands: at its end, or under way
   * @throws RequestRefusedException where nothing is begun, or it is another one's id
   */
  public CoordinationRecord submit(CoordinationPlan plan) throws JournalUnavailableException {
    Coordinator coordinator = needed();
    CompletableFuture<SubmissionResult> end = coordinator.submit(plan);
    try {
      return said(plan.id(), stop.await(end, role.settings().times().answerMax()));
    } catch (TimeoutException notYet) {
      end.cancel(false);
      return underway(plan.id(), coordinator);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      end.cancel(false);
      return underway(plan.id(), coordinator);
    } catch (ExecutionException bug) {
      throw new IllegalStateException("a coordination's answer failed", bug);
    }
  }

  /**
   * Begins a coordination, or finds it, and waits for no vote: it is durable that it was begun.
   *
   * @throws RequestRefusedException as {@link #submit}; TOO_SLOW where the log does not answer
   */
  void begin(CoordinationPlan plan) throws JournalUnavailableException {
    Coordinator coordinator = needed();
    CompletableFuture<SubmissionResult> end = coordinator.submit(plan);
    long looks = role.settings().times().answerMax().dividedBy(LOOK_EVERY);
    try {
      for (long look = 0; look < looks && !stop.isGiven(); look++) {
        try {
          var unused = said(plan.id(), stop.await(end, LOOK_EVERY));
          return;
        } catch (TimeoutException underWay) {
          if (coordinator.find(plan.id()).filter(each -> asks(each, plan)).isPresent()) {
            return;
          }
        }
      }
      var unused = underway(plan.id(), coordinator);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      var unused = underway(plan.id(), coordinator);
    } catch (ExecutionException bug) {
      throw new IllegalStateException("a coordination's answer failed", bug);
    } finally {
      end.cancel(false);
    }
  }

  /** Not begun any more: a coordination that no gateway was asked about is nothing yet. */
  private Coordinator needed() {
    if (stop.isGiven()) {
      throw new RequestRefusedException(ProblemType.OVERLOADED, StopSignal.STOPPING);
    }
    return role.needed();
  }

  private static boolean asks(CoordinationRecord record, CoordinationPlan plan) {
    return record.coordination().work().filter(each -> each.asks(plan)).isPresent();
  }

  private static CoordinationRecord said(TransactionId id, SubmissionResult submission) {
    return switch (submission) {
      case SubmissionResult.Ended ended -> ended.record();
      case SubmissionResult.TooLarge large ->
          throw new RequestRefusedException(ProblemType.TOO_LARGE, large.detail());
      case SubmissionResult.OtherRequest other ->
          throw new RequestRefusedException(
                  ProblemType.OTHER_COMMANDS,
                  id + " came before with another body; take another id")
              .with("id", id.value());
      case SubmissionResult.Overloaded overloaded ->
          throw new RequestRefusedException(ProblemType.OVERLOADED, overloaded.detail());
      case SubmissionResult.Unavailable unavailable ->
          throw new RequestRefusedException(ProblemType.JOURNAL_UNAVAILABLE, unavailable.detail());
    };
  }

  private static CoordinationRecord underway(TransactionId id, Coordinator coordinator)
      throws JournalUnavailableException {
    return coordinator
        .find(id)
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    ProblemType.TOO_SLOW,
                    id + " is not begun yet; the same call may be made again"));
  }

  /** 200 at its end; 202 where it goes on by itself, with the place to ask at. */
  static Response answer(TransactionId id, CoordinationRecord record, Object body) {
    if (record.coordination() instanceof Coordination.Ended) {
      return TransactionResponses.json(200, body);
    }
    return Response.fromResponse(TransactionResponses.json(202, body))
        .header("Retry-After", RETRY_AFTER_SECONDS)
        .header("Location", ApiPaths.COORDINATIONS + id)
        .build();
  }
}
