package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests are spans, what they are called, and what they tell. */
class RequestSpanTest {
  private static final String PATH = "/api/v1/transactions/plan:1/prepare";

  private final KeptSpans spans = new KeptSpans();
  private TracedServer server;

  @BeforeEach
  void start() throws Exception {
    var tracer = spans.tracer();
    server =
        new TracedServer(
            Optional.of(call -> RequestSpan.arrive(tracer, call, Instant.ofEpochSecond(1))),
            RequestSpanTest::answer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The verb says what becomes of it. */
  private static String answer(RoutingContext call) {
    return switch (call.pathParam("verb")) {
      case "not-let-in" -> "no";
      case "fail" -> {
        about(call);
        throw new IllegalStateException("the disk is full");
      }
      default -> {
        about(call);
        yield "yes";
      }
    };
  }

  private static void about(RoutingContext call) {
    RequestSpan span = RequestSpan.of(call).orElseThrow();
    TransactionId id = new TransactionId(call.pathParam("id"));
    assertThat(span.about(id)).isSameAs(span.about(id));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/transactions/plan:1/prepare",
    "/api/v1/transactions/plan%3A1/prepare",
    "/api/v1/transactions/%70lan%3a1/prepare"
  })
  void spanIsCalledByItsRouteHoweverTheIdIsEncoded(String path) throws Exception {
    server.post(path, "");

    SpanData span = spans.one("POST /api/v1/transactions/{id}/prepare");
    assertThat(text(span, "http.route")).isEqualTo("/api/v1/transactions/{id}/prepare");
    assertThat(text(span, "lockstep.transaction.id")).isEqualTo("plan:1");
    assertThat(span.getStartEpochNanos()).as("it arrived then").isEqualTo(1_000_000_000);
  }

  @Test
  void participantOfRestAtIsNamedByItsPlace() {
    assertThat(RequestSpan.route("/rest-at/participants/x-1/terminator", "t1"))
        .isEqualTo("/rest-at/participants/{id}/terminator");
    assertThat(RequestSpan.route("/rest-at/participants/x-1", "t1"))
        .isEqualTo("/rest-at/participants/{id}");
  }

  @Test
  void requestThatIsAboutNoTransactionOrIsNotLetInIsNoSpan() throws Exception {
    server.post("/api/v1/transactions/t1/not-let-in", "");
    server.post("/q/metrics", "");
    server.post(PATH, "");

    spans.one("POST /api/v1/transactions/{id}/prepare");
    assertThat(spans.all()).hasSize(1);
  }

  @Test
  void faultIsAnErrorThatNamesTheStatusAlone() throws Exception {
    assertThat(server.post("/api/v1/transactions/t1/fail", "").statusCode()).isEqualTo(503);

    SpanData span = spans.one("POST /api/v1/transactions/{id}/fail");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isEqualTo("503");
    assertThat(span.toString()).doesNotContain("disk");
  }

  @Test
  void queryAndHeadersAreNotTold() throws Exception {
    server.post(PATH + "?token=s3cret", "");

    assertThat(spans.one("POST /api/v1/transactions/{id}/prepare").toString())
        .doesNotContain("s3cret");
  }
}
