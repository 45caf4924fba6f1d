package dev.lockstep.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.LogLines;
import dev.lockstep.UsualSettings;
import dev.lockstep.rest.client.CallObserver;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that is away, or slow, costs spans and nothing else. */
class SpanQueueTest {
  @TempDir Path folder;

  private record Endpoint(Function<Collection<SpanData>, CompletableResultCode> answer)
      implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return answer.apply(spans);
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void silentEndpointHoldsUpNoVoteAndWhatDoesNotFitIsCounted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Endpoint silent =
        new Endpoint(
            spans -> {
              asked.countDown();
              return new CompletableResultCode();
            });
    try (TracedPlant plant =
        new TracedPlant(folder, silent, "queue-max=64", "export-every=10ms", "answer-max=1m")) {
      assertThat(plant.post("t0", "prepare", "")).isEqualTo("PREPARED");
      asked.await();
      for (int each = 1; each <= 40; each++) {
        assertThat(plant.post("t" + each, "prepare", "")).isEqualTo("ENDED"); // reserved by t0
      }
      assertThat(plant.post("t0", "commit", "")).isEqualTo("ENDED");
      for (int each = 41; each <= 60; each++) {
        assertThat(plant.post("t" + each, "prepare", "")).isEqualTo("PREPARED");
        assertThat(plant.post("t" + each, "commit", "")).isEqualTo("ENDED");
      }
      assertThat(plant.counts().count(SpanCounts.Fate.QUEUE_FULL)).isPositive();
      assertThat(plant.counts().count(SpanCounts.Fate.EXPORTED)).isZero();
    }
  }

  @Test
  void whatARefusingEndpointDoesNotTakeIsCountedAndItIsTriedAgain() throws Exception {
    KeptSpans kept = new KeptSpans();
    int[] calls = {0};
    Endpoint refusing =
        new Endpoint(
            spans -> ++calls[0] == 1 ? CompletableResultCode.ofFailure() : kept.export(spans));
    try (TracedPlant plant = new TracedPlant(folder, refusing, "export-every=10ms")) {
      plant.post("t1", "prepare", "");
      kept.one("POST /api/v1/transactions/{id}/prepare");
      await().until(() -> plant.counts().count(SpanCounts.Fate.EXPORTED) >= kept.all().size());
      assertThat(plant.counts().count(SpanCounts.Fate.NOT_TAKEN)).isZero();
    }
  }

  @Test
  void whatIsLeftWhenItIsClosedIsSentOnceMoreOrCounted() throws Exception {
    Endpoint refusing = new Endpoint(spans -> CompletableResultCode.ofFailure());
    TracedPlant plant = new TracedPlant(folder, refusing, "export-every=1m");
    plant.post("t1", "prepare", "");
    plant.close();

    assertThat(plant.counts().count(SpanCounts.Fate.NOT_TAKEN)).isPositive();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(each -> each.getName().equals("lockstep-traces"));
  }

  /** Ends that many spans, which wait until the queue is closed, and closes it. */
  private static SpanCounts close(SpanExporter endpoint, int spans) {
    SpanQueue queue =
        SpanQueue.start(endpoint, UsualSettings.of(TracesConfig.class, "export-every=1m"));
    try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(queue).build()) {
      Tracer tracer = provider.get("test");
      IntStream.range(0, spans).forEach(each -> tracer.spanBuilder("any").startSpan().end());
    }
    return queue.counts();
  }

  @Test
  void endpointThatIsAwayIsOneLineHoweverManyBatchesItDoesNotTake() {
    Endpoint away =
        new Endpoint(
            spans ->
                CompletableResultCode.ofExceptionalFailure(
                    new IOException("export", new ConnectException("Connection refused"))));
    try (LogLines log = new LogLines("dev.lockstep.traces")) {
      SpanCounts counts = close(away, 1_300);

      assertThat(counts.count(SpanCounts.Fate.NOT_TAKEN)).isEqualTo(1_300);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("traces: http://127.0.0.1:4318/v1/traces does not take spans (Connect")
          .endsWith("and nothing else waits for it (lockstep.traces.endpoint)");
    }
  }

  @Test
  void endpointThatIsBackIsOneLineToo() {
    KeptSpans kept = new KeptSpans();
    AtomicInteger calls = new AtomicInteger();
    Endpoint back =
        new Endpoint(
            spans ->
                calls.incrementAndGet() == 1
                    ? CompletableResultCode.ofFailure()
                    : kept.export(spans));
    try (LogLines log = new LogLines("dev.lockstep.traces")) {
      SpanCounts counts = close(back, 1_300);

      assertThat(counts.count(SpanCounts.Fate.EXPORTED)).isEqualTo(kept.all().size()).isPositive();
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().getLast()).endsWith("takes spans again");
    }
  }

  @Test
  void whatIsNotTakenInThreeAttemptsIsDropped() throws Exception {
    List<Collection<SpanData>> asked = new CopyOnWriteArrayList<>();
    Endpoint refusing =
        new Endpoint(
            spans -> {
              asked.add(spans);
              return CompletableResultCode.ofFailure();
            });
    try (TracedPlant plant = new TracedPlant(folder, refusing, "export-every=200ms")) {
      plant.post("t1", "prepare", "");
      await().until(() -> plant.counts().count(SpanCounts.Fate.NOT_TAKEN) > 0);
    }
    assertThat(asked.subList(0, 3)).containsOnly(asked.getFirst());
    assertThat(asked.subList(3, asked.size())).doesNotContain(asked.getFirst());
  }

  @Test
  void spanThatIsTooLongOrHasTooMuchIsCut() {
    KeptSpans kept = new KeptSpans();
    OtlpTracing tracing =
        OtlpTracing.open(
            kept,
            UsualSettings.of(TracesConfig.class),
            new OtlpTracing.Identity("line-a", "1"),
            new OtlpTracing.RequestSource(() -> Instant.EPOCH, () -> null));
    CallObserver.ObservedCall call =
        new TracedWork("t1", Context.root())
            .call(
                () ->
                    tracing
                        .calls()
                        .made("POST", URI.create("http://gateway.example"), "/" + "x".repeat(900)));
    call.answered(200);
    tracing.close();

    assertThat(KeptSpans.text(kept.all().getFirst(), "url.full")).hasSize(256);
  }
}
