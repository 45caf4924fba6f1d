package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.key;
import static dev.lockstep.app.tracing.KeptSpans.linked;
import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.SendResult;
import dev.lockstep.transaction.State;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spans of one transaction: whose they are, and what they tell and do not tell. */
class TransactionTraceTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String PREPARE = "POST /api/v1/transactions/{id}/prepare";
  private static final String COMMIT = "POST /api/v1/transactions/{id}/commit";

  @TempDir Path folder;
  private final KeptSpans spans = new KeptSpans();
  private TracedPlant plant;

  @BeforeEach
  void start() throws Exception {
    plant = new TracedPlant(folder, spans, "export-every=10ms");
  }

  /** What does not end in time is answered all the same. */
  private void answerBeforeTheEnd() throws Exception {
    plant.close();
    plant =
        new TracedPlant(
            Files.createDirectory(folder.resolve("b")),
            spans,
            Duration.ofMillis(300),
            "export-every=10ms");
  }

  @AfterEach
  void stop() {
    if (plant != null) {
      plant.close();
    }
  }

  private static List<String> below(SpanData parent, List<SpanData> all) {
    return all.stream()
        .filter(each -> each.getParentSpanId().equals(parent.getSpanId()))
        .map(SpanData::getName)
        .sorted()
        .toList();
  }

  @Test
  void callersTraceGoesThroughTheJournalToEachWriteOnWhateverThread() throws Exception {
    assertThat(plant.post("t1", "prepare", TRACEPARENT)).isEqualTo("PREPARED");
    assertThat(plant.post("t1", "commit", TRACEPARENT)).isEqualTo("ENDED");

    SpanData commit = spans.one(COMMIT);
    SpanData prepare = spans.one(PREPARE);
    List<SpanData> all = spans.all();
    assertThat(all).allMatch(each -> each.getTraceId().equals(TRACE));
    assertThat(List.of(prepare, commit)).allMatch(each -> each.getParentSpanId().equals(CALLER));
    assertThat(below(prepare, all)).containsExactly("check", "journal append");
    assertThat(below(spans.one("check"), all))
        .contains("examine press-1", "examine press-2", "read press-1", "read press-2");
    assertThat(below(commit, all)).containsExactly("actuate", "journal append", "journal append");
    assertThat(below(spans.one("actuate"), all)).contains("write press-1", "write press-2");
    assertThat(linked(commit)).containsExactly(key(prepare));
  }

  @Test
  void requestToADeviceIsOneSpanAndNoMore() throws Exception {
    plant.post("t1", "prepare", TRACEPARENT);
    plant.post("t1", "commit", TRACEPARENT);
    spans.one(COMMIT);

    assertThat(plant.asked()).contains("examine press-1", "read press-2", "write press-1");
    assertThat(spans.all())
        .filteredOn(each -> each.getKind() == SpanKind.CLIENT)
        .extracting(SpanData::getName)
        .containsExactlyInAnyOrderElementsOf(plant.asked());
  }

  @Test
  void afterItsEndNothingOfATransactionIsKeptThatALaterRequestWouldBeLinkedTo() throws Exception {
    plant.post("t1", "prepare", TRACEPARENT);
    plant.post("t1", "commit", TRACEPARENT);
    assertThat(plant.post("t1", "commit", TRACEPARENT)).isEqualTo("ENDED");

    List<SpanData> commits = spans.several(COMMIT, 2);
    assertThat(linked(commits.getFirst())).hasSize(1);
    assertThat(linked(commits.getLast())).isEmpty();
  }

  @Test
  void spansTellWhatTheConventionsSayAndNoValue() throws Exception {
    plant.post("t1", "prepare", TRACEPARENT);
    plant.post("t1", "commit", TRACEPARENT);

    SpanData commit = spans.one(COMMIT);
    assertThat(commit.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(commit.getAttributes().asMap().toString())
        .contains("http.request.method=POST", "http.route=/api/v1/transactions/{id}/commit")
        .contains("http.response.status_code=200", "url.scheme=http", "lockstep.outcome=COMMITTED");
    assertThat(text(spans.one(PREPARE), "lockstep.vote")).isEqualTo("COMMIT");
    SpanData write = spans.one("write press-1");
    assertThat(write.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(write.getAttributes().asMap().toString())
        .contains("server.address=plc-1", "server.port=4840", "network.protocol.name=simulated")
        .contains("lockstep.device=press-1", "lockstep.transaction.id=t1")
        .contains("lockstep.outcome=accepted", "lockstep.resources=[Force, Mode]");
    assertThat(text(spans.one("actuate"), "lockstep.outcome")).isEqualTo("applied");
    assertThat(spans.all())
        .allSatisfy(
            each -> assertThat(each.toString()).doesNotContain(TracedPlant.FORCE.toString()));
  }

  @Test
  void refusalIsAnErrorThatNamesTheStatusAndTheNextAttemptIsALinkedTrace() throws Exception {
    answerBeforeTheEnd();
    plant.post("t1", "prepare", TRACEPARENT);
    plant.answers(each -> Optional.of(new SendResult.Rejected("Force = 47.11: BadNotWritable")));
    assertThat(plant.post("t1", "commit", TRACEPARENT)).isEqualTo("COMMITTING");
    List<SpanData> writes = spans.several("write press-1", 2);

    SpanData first = writes.getFirst();
    assertThat(first.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(first, "error.type")).isEqualTo("BadNotWritable");
    assertThat(spans.one("actuate").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(spans.all())
        .allSatisfy(
            each -> assertThat(each.toString()).doesNotContain(TracedPlant.FORCE.toString()));

    await().until(() -> retries().findFirst().isPresent());
    SpanData later = retries().findFirst().orElseThrow();
    assertThat(later.getTraceId()).isNotEqualTo(TRACE);
    assertThat(later.getParentSpanContext().isValid()).isFalse();
    assertThat(later.getLinks()).hasSize(1);
    assertThat(below(later, spans.all())).contains("write press-1");

    plant.answers(each -> Optional.empty());
    plant.awaitState("t1", state -> state instanceof State.Ended);
  }

  private Stream<SpanData> retries() {
    return spans.all().stream().filter(each -> "retry-due".equals(text(each, "lockstep.cause")));
  }

  @Test
  void unknownIsToldAsUnknownAndIsNoError() throws Exception {
    answerBeforeTheEnd();
    plant.post("t1", "prepare", TRACEPARENT);
    plant.answers(each -> Optional.of(new SendResult.Unknown("BadTimeout")));
    plant.post("t1", "commit", TRACEPARENT);

    SpanData write = spans.one("write press-1");
    assertThat(text(write, "lockstep.outcome")).isEqualTo("unknown");
    assertThat(write.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(text(write, "error.type")).isNull();
    assertThat(text(spans.one("actuate"), "lockstep.outcome")).isEqualTo("unknown");
  }

  @Test
  void callerWithoutATraceGetsOneAndOneWhoseTraceIsNotRecordedStaysSo() throws Exception {
    plant.post("t1", "prepare", "");
    assertThat(spans.one(PREPARE).getParentSpanContext().isValid()).isFalse();

    int before = spans.all().size();
    assertThat(plant.post("t2", "prepare", "00-" + TRACE + "-" + CALLER + "-00"))
        .isEqualTo("ENDED"); // the presses are reserved
    plant.post("t3", "prepare", "no traceparent at all");
    spans.several(PREPARE, 2);
    assertThat(spans.all().subList(before, spans.all().size()))
        .noneMatch(each -> each.getTraceId().equals(TRACE));
  }
}
