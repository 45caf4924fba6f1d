package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.outbox.OrderIntake;
import dev.lockstep.outbox.OrderNotNowException;
import dev.lockstep.outbox.OrderRefusedException;
import dev.lockstep.rest.CoordinationRequests;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The coordinator role as orders see it: the API's parser, and the log's word. Thread-safe. */
final class OrderedCoordinations implements OrderIntake {
  /** Between two looks into the log: the first, and the longest. */
  private static final Duration LOOK_FIRST = Duration.ofMillis(2);

  private static final Duration LOOK_LONGEST = Duration.ofMillis(100);

  private final CoordinatorRole role;
  private final CoordinationRequests requests;
  private final AuditLog audit;
  private final Duration within;

  OrderedCoordinations(CoordinatorRole role, GatewayConfig config, AuditLog audit) {
    this.role = role;
    this.requests = new CoordinationRequests(config.limits(), role.settings(), role.ids());
    this.audit = audit;
    this.within = config.orders().times().answerMax();
  }

  @Override
  public Taken take(Request request)
      throws OrderRefusedException, OrderNotNowException, InterruptedException {
    Coordinator coordinator =
        role.coordinator()
            .orElseThrow(() -> new IllegalStateException("orders without the coordinator role"));
    CoordinationPlan plan = plan(request);
    boolean repeated = durable(coordinator, plan);
    audit.noteRoutine(new AuditRecord("coordination", request.sender(), plan.id().value()));
    CompletableFuture<SubmissionResult> end = coordinator.submit(plan);
    try {
      awaitDurable(coordinator, plan, end);
    } finally {
      end.cancel(false); // it goes on; its end is told by others
    }
    return new Taken(plan.id(), repeated);
  }

  private CoordinationPlan plan(Request request) throws OrderRefusedException {
    try {
      return requests.plan(request.body().bytes(), request::usual, role.clock().now().wall());
    } catch (RequestRefusedException refused) {
      String reason = "in the data: " + refused.getMessage();
      throw new OrderRefusedException(refused.type().name(), "/data" + refused.pointer(), reason);
    }
  }

  /**
   * The answer to a POST comes at the end; an order is acknowledged before. So the log is asked: it
   * is the judge, whichever it is. A log that is shared may know a coordination only by its
   * verdict.
   */
  private void awaitDurable(
      Coordinator coordinator, CoordinationPlan plan, CompletableFuture<SubmissionResult> end)
      throws OrderRefusedException, OrderNotNowException, InterruptedException {
    long deadline = role.clock().ticks() + within.toNanos();
    Duration pause = LOOK_FIRST;
    while (!ended(plan.id(), end, pause) && !durable(coordinator, plan)) {
      if (role.clock().ticks() - deadline > 0) {
        throw new OrderNotNowException(
            "the log did not take %s within %d s".formatted(plan.id(), within.toSeconds()));
      }
      pause = pause.compareTo(LOOK_LONGEST) < 0 ? pause.multipliedBy(2) : LOOK_LONGEST;
    }
  }

  private static boolean durable(Coordinator coordinator, CoordinationPlan plan)
      throws OrderNotNowException {
    try {
      return coordinator
          .durable(plan.id())
          .flatMap(record -> record.coordination().work())
          .filter(plan::asks)
          .isPresent();
    } catch (JournalUnavailableException fault) {
      throw new OrderNotNowException("the log cannot be read: " + fault.getMessage());
    }
  }

  private static boolean ended(
      TransactionId id, CompletableFuture<SubmissionResult> end, Duration wait)
      throws OrderRefusedException, OrderNotNowException, InterruptedException {
    try {
      return switch (end.get(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        case SubmissionResult.Ended ended -> true;
        case SubmissionResult.TooLarge large ->
            throw new OrderRefusedException(ProblemType.TOO_LARGE.name(), "/data", large.detail());
        case SubmissionResult.OtherRequest other ->
            throw new OrderRefusedException(
                ProblemType.OTHER_COMMANDS.name(),
                "/data/id",
                id + " came before with other data; take another id");
        case SubmissionResult.Overloaded overloaded ->
            throw new OrderNotNowException(overloaded.detail());
        case SubmissionResult.Unavailable unavailable ->
            throw new OrderNotNowException(unavailable.detail());
      };
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException bug) {
      throw new IllegalStateException("a coordination's answer failed", bug);
    }
  }
}
