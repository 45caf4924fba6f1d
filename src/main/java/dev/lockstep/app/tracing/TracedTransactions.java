package dev.lockstep.app.tracing;

import dev.lockstep.participant.DecisionListener;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Spans of effects: a check, an arming, an actuation, each below the request that led to it. What a
 * timer or a restart begins is a trace of its own, linked to the one before: a transaction that is
 * tried for a week must not make one trace of a week.
 *
 * @param request that the thread at hand answers, where it does
 */
record TracedTransactions(
    DecisionListener next,
    Tracer tracer,
    TransactionContexts contexts,
    Supplier<Optional<RequestSpan>> request)
    implements DecisionListener {
  @Override
  public void requested(TransactionId id, Event event) {
    request.get().ifPresent(asked -> contexts.enter(id, asked.about(id)));
    next.requested(id, event);
  }

  @Override
  public void decided(State before, Event event, Decision decision) {
    next.decided(before, event, decision);
    State after = decision.next();
    Optional<TransactionId> id = id(after);
    if (id.isEmpty()) {
      return;
    }
    contexts.find(id.get()).map(Span::fromContext).ifPresent(span -> describe(span, before, after));
    if (!after.live()) {
      contexts.leave(id.get());
    }
  }

  private static Optional<TransactionId> id(State state) {
    return state instanceof State.Ended ended
        ? Optional.of(ended.id())
        : state.work().map(Branch::id);
  }

  private static void describe(Span span, State before, State after) {
    if (before.cast().isEmpty()) {
      after.cast().ifPresent(ballot -> span.setAttribute(SpanAttributes.VOTE, vote(ballot)));
    }
    if (after instanceof State.Ended ended) {
      ended.outcome().map(Outcome::name).ifPresent(end -> outcome(span, end));
    }
  }

  private static void outcome(Span span, String name) {
    span.setAttribute(SpanAttributes.OUTCOME, name);
  }

  private static String vote(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> "COMMIT";
      case Ballot.ReadOnly readOnly -> "READ_ONLY";
      case Ballot.No no -> "ROLLBACK";
    };
  }

  @Override
  public Supplier<Event> observed(
      TransactionId id, Event cause, Effect effect, Supplier<Event> work) {
    Supplier<Event> inner = next.observed(id, cause, effect, work);
    Optional<Context> parent = contexts.find(id);
    boolean anew = begunAnew(cause) && parent.filter(TracedTransactions::goesOn).isEmpty();
    // A look that is repeated each second while a guard is open tells nothing new.
    if (effect instanceof Effect.Recheck || (parent.isEmpty() && !anew)) {
      return inner;
    }
    return () -> {
      SpanBuilder builder =
          tracer
              .spanBuilder(EffectSpans.name(effect))
              .setAttribute(SpanAttributes.TRANSACTION, id.value());
      if (anew) {
        builder.setNoParent().setAttribute(SpanAttributes.CAUSE, EffectSpans.cause(cause));
        parent.map(each -> Span.fromContext(each).getSpanContext()).ifPresent(builder::addLink);
      } else {
        builder.setParent(parent.orElseThrow());
      }
      return run(id, builder.startSpan(), inner, anew);
    };
  }

  private Event run(TransactionId id, Span span, Supplier<Event> work, boolean anew) {
    Context context = Context.root().with(span);
    if (anew) {
      // What follows from its result belongs to this trace.
      contexts.replace(id, context);
    }
    TracedWork below = new TracedWork(id.value(), context);
    return SpannedWork.run(span, () -> below.call(work), EffectSpans::tell);
  }

  /** Whether its request waits still; a trace that is not recorded stays so, too. */
  private static boolean goesOn(Context context) {
    Span span = Span.fromContext(context);
    return span.isRecording() || !span.getSpanContext().isSampled();
  }

  /** Whether it is a timer, a watch or a restart, and no step of what a request began. */
  private static boolean begunAnew(Event cause) {
    return switch (cause) {
      case Event.RetryDue due -> true;
      case Event.InstantNear near -> true;
      case Event.Restarted restarted -> true;
      case Event.RequirementsSeen seen -> true;
      case Event.Rechecked rechecked -> true;
      case Event.PromiseLapsed lapsed -> true;
      case Event.Unanswered unanswered -> true;
      case Event.PrepareRequested requested -> false;
      case Event.Checked checked -> false;
      case Event.Armed armed -> false;
      case Event.PrepareExpired expired -> false;
      case Event.CommitDecided decided -> false;
      case Event.RollbackDecided decided -> false;
      case Event.Renounced renounced -> false;
      case Event.Moved moved -> false;
      case Event.Disarmed disarmed -> false;
      case Event.Released released -> false;
      case Event.Resolved resolved -> false;
      case Event.Forgotten forgotten -> false;
    };
  }
}
