package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.device.Moment;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OtherRequestException;
import dev.lockstep.journal.UncertainWriteException;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the span of a forced write tells of it. */
class WriteSpansTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final CoordinationPlan PLAN =
      new CoordinationPlan(
          ID,
          List.of(new CoordinationPlan.Share(URI.create("http://a"), List.of())),
          new CoordinationPlan.Terms(Duration.ofSeconds(60), 3, 4),
          Instant.EPOCH);
  private static final CoordinationRecord DECIDED =
      new CoordinationRecord(
          new Coordination.Decided(
              PLAN,
              List.of(new Vote.Yes("DURABLE", Optional.empty())),
              new Ruling(Verdict.COMMIT, List.of(), Instant.EPOCH),
              List.of(new Delivery.Pending(0, 0, Optional.empty()))),
          List.of());

  private final KeptSpans spans = new KeptSpans();
  private final Tracer tracer = spans.tracer();
  private final TransactionContexts contexts = new TransactionContexts();
  private final Span request = tracer.spanBuilder("request").startSpan();

  /** A log that answers a proposal so: with a record, or by throwing. */
  @SuppressWarnings("unchecked")
  private TracedDecisionLog log(Object answer) {
    DecisionLog<CoordinationRecord> log =
        (DecisionLog<CoordinationRecord>)
            Proxy.newProxyInstance(
                DecisionLog.class.getClassLoader(),
                new Class<?>[] {DecisionLog.class},
                (proxy, method, arguments) -> {
                  if (answer instanceof Exception failure) {
                    throw failure;
                  }
                  return answer;
                });
    return new TracedDecisionLog(log, new WriteSpans(tracer, contexts));
  }

  private SpanData span() {
    SpanData span = spans.one("decision log");
    assertThat(span.getParentSpanContext()).isEqualTo(request.getSpanContext());
    assertThat(text(span, "lockstep.state")).isEqualTo("DECIDED");
    return span;
  }

  private void trace() {
    contexts.enter(ID, Context.root().with(request));
  }

  @Test
  void decisionThatStandsIsToldWithItsVerdict() throws Exception {
    trace();
    assertThat(log(DECIDED).decide("t1", DECIDED)).isSameAs(DECIDED);

    assertThat(text(span(), "lockstep.verdict")).isEqualTo("COMMIT");
    assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void decisionThatMayBeFoundAfterARestartIsUnknownAndNoError() {
    trace();
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> log(new JournalUnavailableException("disk full")).decide("t1", DECIDED));

    assertThat(text(span(), "lockstep.outcome")).isEqualTo("unknown");
    assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void decisionForAnotherRequestIsAnError() {
    trace();
    assertThatExceptionOfType(OtherRequestException.class)
        .isThrownBy(() -> log(new OtherRequestException("by b")).decide("t1", DECIDED));

    assertThat(text(span(), "error.type")).isEqualTo("OTHER_COMMANDS");
  }

  private TracedJournal journal(Exception failure) {
    Journal journal =
        (Journal)
            Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (proxy, method, arguments) -> {
                  throw failure;
                });
    return new TracedJournal(journal, new WriteSpans(tracer, contexts));
  }

  private static Entry entry() {
    Moment at = new Moment(Instant.EPOCH, 0, "run");
    Transition line =
        new Transition(at, "Checked", State.Name.ABSENT, State.Name.ABSENT, "", Requester.NONE, "");
    return new Entry(ID, new State.Absent(), line);
  }

  @Test
  void entryThatMayBeOnTheDiskIsUnknownAndOneThatIsNotIsAnError() {
    trace();
    assertThatExceptionOfType(UncertainWriteException.class)
        .isThrownBy(
            () ->
                journal(new UncertainWriteException("slow", new CompletableFuture<>()))
                    .append(entry()));
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> journal(new JournalUnavailableException("full")).append(entry()));

    List<SpanData> appends = spans.several("journal append", 2);
    assertThat(text(appends.getFirst(), "lockstep.outcome")).isEqualTo("unknown");
    assertThat(appends.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(text(appends.getLast(), "error.type")).isEqualTo("JOURNAL_UNAVAILABLE");
  }

  @Test
  void decisionThatIsNotTracedIsMadeAllTheSame() throws Exception {
    assertThat(log(DECIDED).decide("t1", DECIDED)).isSameAs(DECIDED);
    assertThat(spans.all()).isEmpty();
  }
}
