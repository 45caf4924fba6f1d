package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the span of one step tells of its result, over all its devices. */
class EffectSpansTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final Branch BRANCH =
      new Branch(ID, "fingerprint", List.of(), Optional.empty(), List.of(), false);
  private static final Moment NOW = new Moment(Instant.EPOCH, 0, "run");
  private static final Reason WHY = Reason.of(Reason.Code.REJECTED, "it stands at 47.11");

  private final KeptSpans spans = new KeptSpans();
  private final Tracer tracer = spans.tracer();
  private final TransactionContexts contexts = new TransactionContexts();
  private final DecisionListener traced =
      new TracedTransactions((before, event, decision) -> {}, tracer, contexts, Optional::empty);

  @BeforeEach
  void begin() {
    contexts.enter(ID, Context.root().with(tracer.spanBuilder("request").startSpan()));
  }

  /**
   * A result, and what its span tells.
   *
   * @param error the type of the error; none where it is empty
   */
  private record Result(String effect, Effect work, Event event, String outcome, String error) {
    @Override
    public String toString() {
      return effect + ": " + outcome;
    }
  }

  private static Decided decided() {
    return new Decided(Decided.Authority.COORDINATOR, "http://c", "it said so", NOW);
  }

  private static Result moved(String outcome, String error, Progress... all) {
    List<Event.Step> steps = Stream.of(all).map(each -> new Event.Step(0, NOW, each)).toList();
    return new Result(
        "actuate",
        new Effect.Actuate(BRANCH, List.of(), NOW),
        new Event.Moved(steps, false, NOW),
        outcome,
        error);
  }

  private static Result disarmed(String outcome, List<Reason> armed, List<Reason> applied) {
    Event event = new Event.Disarmed(armed, applied, NOW);
    return new Result("disarm", new Effect.Disarm(BRANCH), event, outcome, "");
  }

  private static Result asked(String outcome, Event event) {
    return new Result(
        "ask coordinator", new Effect.AskCoordinator(BRANCH, NOW), event, outcome, "");
  }

  private static Stream<Result> results() {
    Progress applied = new Progress.Applied(NOW, "read back", List.of());
    Progress refused = new Progress.NotApplied(NOW, List.of(WHY));
    Progress unknown = new Progress.Unknown(NOW, List.of(WHY));
    Progress waiting = new Progress.Waiting(List.of(WHY));
    return Stream.of(
        moved("applied", "", applied, applied),
        moved("not-applied", "REJECTED", applied, refused),
        moved("unknown", "REJECTED", refused, unknown),
        moved("unknown", "", applied, unknown),
        moved("held-back", "", waiting, applied),
        new Result(
            "settle",
            new Effect.Settle(BRANCH, List.of()),
            new Event.Moved(List.of(new Event.Step(0, NOW, applied)), true, NOW),
            "applied",
            ""),
        new Result(
            "check",
            new Effect.Check(BRANCH),
            new Event.Checked(List.of(), List.of(), List.of(WHY), NOW),
            "refused",
            "REJECTED"),
        new Result(
            "arm",
            new Effect.Arm(BRANCH),
            new Event.Armed(Promise.CHECKED, Optional.empty(), List.of(WHY), NOW),
            "refused",
            "REJECTED"),
        disarmed("disarmed", List.of(), List.of()),
        disarmed("unknown", List.of(WHY), List.of()),
        disarmed("already-applied", List.of(), List.of(WHY)),
        asked("commit", new Event.CommitDecided(decided())),
        asked("rollback", new Event.RollbackDecided(ID, decided())),
        asked("unanswered", new Event.Unanswered("nobody at 47.11", NOW)));
  }

  @ParameterizedTest
  @MethodSource("results")
  void stepTellsItsResultAndNoValue(Result given) {
    Event cause = new Event.CommitDecided(decided());

    Event result = traced.observed(ID, cause, given.work(), given::event).get();

    assertThat(result).isSameAs(given.event());
    SpanData span = spans.one(given.effect());
    assertThat(text(span, "lockstep.outcome")).isEqualTo(given.outcome());
    assertThat(span.getStatus().getStatusCode())
        .isEqualTo(given.error().isEmpty() ? StatusCode.UNSET : StatusCode.ERROR);
    assertThat(String.valueOf(text(span, "error.type")))
        .isEqualTo(given.error().isEmpty() ? "null" : given.error());
    assertThat(text(span, "lockstep.cause")).as("it goes on").isNull();
    assertThat(span.toString()).doesNotContain("47.11");
  }

  @Test
  void lookThatIsRepeatedWhileAGuardIsOpenIsNoSpan() {
    Supplier<Event> look = () -> new Event.Rechecked(List.of(), NOW);
    Event seen = new Event.RequirementsSeen(List.of(), NOW);

    assertThat(traced.observed(ID, seen, new Effect.Recheck(BRANCH, List.of()), look))
        .isSameAs(look);
  }

  @Test
  void workForATransactionThatIsNotTracedIsTheVeryWorkThatItWas() {
    Supplier<Event> work = () -> new Event.Checked(List.of(), List.of(), List.of(), NOW);
    TransactionId other = new TransactionId("t2");
    Event cause = new Event.PrepareRequested(BRANCH, List.of(), NOW);

    assertThat(traced.observed(other, cause, new Effect.Check(BRANCH), work)).isSameAs(work);
  }
}
