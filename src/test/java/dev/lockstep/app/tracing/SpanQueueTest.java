package dev.lockstep.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.rest.client.CallObserver;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Function;
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

  @Test
  void nothingIsMadeAndNothingIsWrappedWhereItIsOff() {
    DecisionListener decisions = (before, event, decision) -> {};
    Executor workers = Runnable::run;
    assertThat(UsualSettings.of(TracesConfig.class).enabled()).isFalse();
    assertThat(Tracing.OFF.transactions(decisions)).isSameAs(decisions);
    assertThat(Tracing.OFF.carrying(workers)).isSameAs(workers);
    assertThat(Tracing.OFF.devices(DeviceLinks.Metering.NONE)).isSameAs(DeviceLinks.Metering.NONE);
    assertThat(Tracing.OFF.coordinations(CoordinationListener.NONE))
        .isSameAs(CoordinationListener.NONE);
    assertThat(Tracing.OFF.calls()).isSameAs(CallObserver.NONE);
    assertThat(Tracing.OFF.requests()).isEmpty();
    assertThat(Tracing.OFF.counts()).isEmpty();
  }
}
