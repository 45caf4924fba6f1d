package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.key;
import static dev.lockstep.app.tracing.KeptSpans.linked;
import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.SendResult;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.State;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart or a timer begins is a trace of its own. */
class ContinuedTraceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-";
  private static final String COMMIT = "POST /api/v1/transactions/{id}/commit";

  @TempDir Path folder;
  private final KeptSpans spans = new KeptSpans();

  private TracedPlant plant() throws Exception {
    return new TracedPlant(folder, spans, Duration.ofMillis(300), "export-every=10ms");
  }

  private List<SpanData> because(String cause) {
    return spans.all().stream().filter(each -> cause.equals(text(each, "lockstep.cause"))).toList();
  }

  private SpanData firstBecause(String cause) {
    await(cause).until(() -> !because(cause).isEmpty());
    return because(cause).getFirst();
  }

  /**
   * The journal has no context, so the way back to the prepare is the transaction's id; what
   * follows the restart is linked from step to step.
   */
  @Test
  void inquiryAfterARestartInDoubtBeginsATraceThatTheLaterCommitIsLinkedTo() throws Exception {
    try (TracedPlant before = plant()) {
      assertThat(before.post("t1", "prepare", PARENT + "01")).isEqualTo("PREPARED");
    }
    spans.all().clear();
    try (TracedPlant after = plant()) {
      SpanData asked = firstBecause("restarted");
      assertThat(asked.getName()).isEqualTo("ask coordinator");
      assertThat(asked.getTraceId()).isNotEqualTo(TRACE);
      assertThat(asked.getParentSpanContext().isValid()).isFalse();
      assertThat(asked.getLinks()).isEmpty();
      assertThat(text(asked, "lockstep.transaction.id")).isEqualTo("t1");
      SpanData again = firstBecause("retry-due");
      assertThat(again.getTraceId()).isNotIn(TRACE, asked.getTraceId());
      assertThat(linked(again)).containsExactly(key(asked));

      assertThat(after.post("t1", "commit", PARENT + "01")).isEqualTo("ENDED");
      SpanData commit = spans.one(COMMIT);
      assertThat(commit.getTraceId()).isEqualTo(TRACE);
      assertThat(because("retry-due")).extracting(KeptSpans::key).containsAll(linked(commit));
      assertThat(linked(commit)).hasSize(1);
    }
  }

  @Test
  void commitThatArrivesWhileASilentCoordinatorIsAskedIsInItsCallersTrace() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (TracedPlant before = plant()) {
      before.post("t1", "prepare", PARENT + "01");
    }
    CountDownLatch asking = new CountDownLatch(1);
    try (TracedPlant after = plant()) {
      after.coordinator(
          () -> {
            asking.countDown();
            awaitUninterruptibly(answered);
            return new Word.Silence("no answer in time");
          });
      asking.await();
      assertThat(after.post("t1", "commit", PARENT + "01")).isEqualTo("ENDED");
      answered.countDown();

      SpanData actuate = spans.one("actuate");
      assertThat(actuate.getTraceId()).isEqualTo(TRACE);
      assertThat(actuate.getParentSpanId()).isEqualTo(spans.one(COMMIT).getSpanId());
    } finally {
      answered.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void transactionWhoseCallerDoesNotRecordIsNotRecordedWhenItIsTriedAgainEither() throws Exception {
    try (TracedPlant plant = plant()) {
      plant.post("t1", "prepare", PARENT + "00");
      plant.answers(each -> Optional.of(new SendResult.Rejected("BadNotWritable")));
      assertThat(plant.post("t1", "commit", PARENT + "00")).isEqualTo("COMMITTING");
      int refused = plant.asked().size();
      await().until(() -> plant.asked().size() > refused + 5);
      plant.answers(each -> Optional.empty());
      plant.awaitState("t1", state -> state instanceof State.Ended);

      plant.post("t2", "prepare", PARENT + "01");
      SpanData recorded = spans.one("POST /api/v1/transactions/{id}/prepare");
      assertThat(text(recorded, "lockstep.transaction.id")).isEqualTo("t2");
      assertThat(spans.all()).allMatch(each -> "t2".equals(text(each, "lockstep.transaction.id")));
    }
  }

  @Test
  void ofTracesThatBeginHereNoneIsRecordedWhereTheRatioIsZeroAndACallersOwnIs() throws Exception {
    try (TracedPlant plant =
        new TracedPlant(folder, spans, "export-every=10ms", "sampling-ratio=0")) {
      plant.post("t1", "prepare", "");
      plant.post("t1", "commit", "");
      plant.post("t2", "prepare", PARENT + "01");

      SpanData recorded = spans.one("POST /api/v1/transactions/{id}/prepare");
      assertThat(recorded.getTraceId()).isEqualTo(TRACE);
      assertThat(spans.all()).allMatch(each -> each.getTraceId().equals(TRACE));
    }
  }
}
