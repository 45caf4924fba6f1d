package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.key;
import static dev.lockstep.app.tracing.KeptSpans.linked;
import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.rest.client.CallObserver.ObservedCall;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The trace of a coordination: which calls of gateways belong to it, and what they carry. */
class CoordinationTraceTest {
  private static final TransactionId ID = new TransactionId("plan:1");
  private static final URI GATEWAY = URI.create("http://gateway.example:8080");
  private static final String CALL = "POST /api/v1/transactions/{id}/";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Instant NOW = Instant.EPOCH;
  private static final CoordinationPlan PLAN =
      new CoordinationPlan(
          ID,
          List.of(new CoordinationPlan.Share(GATEWAY, List.of())),
          new CoordinationPlan.Terms(Duration.ofSeconds(60), 3, 4),
          NOW);

  private final KeptSpans spans = new KeptSpans();
  private final Tracer tracer = spans.tracer();
  private final TransactionContexts contexts = new TransactionContexts();
  private final TracedCoordinations coordinations =
      new TracedCoordinations(CoordinationListener.NONE, tracer, contexts, Optional::empty);
  private final Way way = new Way(new TracedCalls(tracer));
  private final ParticipantClient gateways = new TracedGateways(way, contexts);

  /** Gateways that answer at once, and what came with each call. */
  private static final class Way implements ParticipantClient {
    private final TracedCalls calls;
    private final List<String> traceparents = new ArrayList<>();
    private Consumer<ObservedCall> answer = call -> call.answered(200);

    Way(TracedCalls calls) {
      this.calls = calls;
    }

    private <T> CompletionStage<T> called(String verb, T answered) {
      String path = "/api/v1/transactions/%s/%s".formatted(ID, verb);
      ObservedCall call = calls.made("POST", GATEWAY, path);
      traceparents.add(call.headers().getOrDefault("traceparent", ""));
      answer.accept(call);
      return CompletableFuture.completedStage(answered);
    }

    @Override
    public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
      return called("prepare", new Vote.Taken(""));
    }

    @Override
    public CompletionStage<Receipt> commit(
        TransactionId id, URI gateway, Optional<Instant> instant) {
      return called("commit", new Receipt.Unclear(""));
    }

    @Override
    public CompletionStage<Receipt> rollback(TransactionId id, URI gateway) {
      return called("rollback", new Receipt.Unclear(""));
    }

    @Override
    public CompletionStage<Boolean> forget(TransactionId id, URI gateway) {
      return called("forget", true);
    }
  }

  private static String traceparent(SpanData span) {
    String flags = span.getSpanContext().getTraceFlags().asHex();
    return "00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), flags);
  }

  @Test
  void orderFromTheBusBeginsATraceThatEachCallOfAGatewayCarries() {
    coordinations.requested(PLAN);
    gateways.prepare(PLAN, 0);
    gateways.commit(ID, GATEWAY, Optional.empty());
    gateways.forget(ID, GATEWAY);

    SpanData order = spans.one("order");
    assertThat(order.getParentSpanContext().isValid()).isFalse();
    SpanData prepare = spans.one(CALL + "prepare");
    SpanData commit = spans.one(CALL + "commit");
    assertThat(List.of(prepare, commit))
        .allSatisfy(
            each -> {
              assertThat(each.getKind()).isEqualTo(SpanKind.CLIENT);
              assertThat(each.getParentSpanContext()).isEqualTo(order.getSpanContext());
              assertThat(each.getLinks()).isEmpty();
              assertThat(text(each, "server.address")).isEqualTo("gateway.example");
              assertThat(each.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            });
    assertThat(way.traceparents).containsExactly(traceparent(prepare), traceparent(commit), "");
    assertThat(spans.all()).hasSize(3);
  }

  @Test
  void whatIsToldAgainIsATraceOfItsOwnLinkedToTheOneBefore() {
    coordinations.requested(PLAN);
    gateways.commit(ID, GATEWAY, Optional.empty());
    gateways.commit(ID, GATEWAY, Optional.empty());

    SpanData again = spans.several(CALL + "commit", 2).getLast();
    SpanData order = spans.one("order");
    assertThat(again.getTraceId()).isNotEqualTo(order.getTraceId());
    assertThat(again.getParentSpanContext().isValid()).isFalse();
    assertThat(linked(again)).containsExactly(key(order));
    assertThat(way.traceparents.getLast()).isEqualTo(traceparent(again));
  }

  @Test
  void whatARestartHasTakenUpIsATraceWithoutALink() {
    gateways.rollback(ID, GATEWAY);

    SpanData rollback = spans.one(CALL + "rollback");
    assertThat(rollback.getParentSpanContext().isValid()).isFalse();
    assertThat(rollback.getLinks()).isEmpty();
    assertThat(text(rollback, "lockstep.transaction.id")).isEqualTo("plan:1");
  }

  @Test
  void callerThatDoesNotRecordIsFollowedByEveryGatewayAlsoWhenItIsToldAgain() {
    SpanContext caller =
        SpanContext.createFromRemoteParent(
            TRACE, "00f067aa0ba902b7", TraceFlags.getDefault(), TraceState.getDefault());
    Context parent = Context.root().with(Span.wrap(caller));
    contexts.enter(ID, parent.with(tracer.spanBuilder("request").setParent(parent).startSpan()));
    gateways.prepare(PLAN, 0);
    gateways.commit(ID, GATEWAY, Optional.empty());
    gateways.commit(ID, GATEWAY, Optional.empty());

    assertThat(way.traceparents)
        .hasSize(3)
        .allMatch(each -> each.startsWith("00-" + TRACE + "-") && each.endsWith("-00"));
    assertThat(spans.all()).isEmpty();
  }

  @Test
  void refusalIsAnErrorAndACallWithoutAnAnswerIsUnknown() {
    coordinations.requested(PLAN);
    way.answer = call -> call.answered(409);
    gateways.prepare(PLAN, 0);
    way.answer = call -> call.unanswered("Connection refused: s3cret");
    gateways.commit(ID, GATEWAY, Optional.empty());

    SpanData refused = spans.one(CALL + "prepare");
    assertThat(refused.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(refused, "error.type")).isEqualTo("409");
    SpanData silent = spans.one(CALL + "commit");
    assertThat(text(silent, "error.type")).isEqualTo("no-answer");
    assertThat(text(silent, "lockstep.outcome")).isEqualTo("unknown");
    assertThat(silent.toString()).doesNotContain("s3cret");
  }

  @Test
  void requestTellsVerdictAndOutcomeAndTheTraceEndsWithTheCoordination() {
    Span request = tracer.spanBuilder("request").startSpan();
    contexts.enter(ID, Context.root().with(request));
    Ruling ruling = new Ruling(Verdict.COMMIT, List.of(), NOW);
    List<Vote> votes = List.of(new Vote.Yes("DURABLE", Optional.empty()));
    Delivery confirmed = new Delivery.Confirmed(Outcome.COMMITTED, 1, Optional.empty(), NOW);
    coordinations.stepped(
        new Coordination.Preparing(PLAN, votes),
        new Coordination.Ended(
            PLAN, votes, ruling, List.of(confirmed), NOW, new TreeMap<>(Map.of())));
    request.end();

    SpanData span = spans.one("request");
    assertThat(text(span, "lockstep.verdict")).isEqualTo("COMMIT");
    assertThat(text(span, "lockstep.outcome")).isEqualTo("COMMITTED");
    assertThat(contexts.find(ID)).isEmpty();
  }
}
