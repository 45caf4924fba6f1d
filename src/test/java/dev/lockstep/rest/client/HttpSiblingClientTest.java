package dev.lockstep.rest.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in doubt asks another one of the transaction, and believes only what it may. */
@Tag("fault")
class HttpSiblingClientTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String UNKNOWN = "{\"type\":\"/problems/unknown-transaction\"}";

  private final FakePeer sibling = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address = sibling.address().toString();
  private final HttpSiblingClient line =
      new HttpSiblingClient(
          client,
          UsualSettings.of(
              SiblingClientSettings.class,
              "allowed=" + sibling.address(),
              "answer-max=5s",
              "answer-bytes-max=10000"),
          "line-a",
          () -> new Moment(Instant.EPOCH, 0, "test"));

  @AfterEach
  void close() {
    sibling.close();
    client.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"COMMITTED\"}",
        "{\"id\":\"t1\",\"state\":\"COMMITTING\",\"decided\":{\"by\":\"COORDINATOR\"}}",
        "{\"id\":\"t1\",\"state\":\"COMMITTING\",\"decided\":{\"by\":\"EVIDENCE\"}}"
      })
  void whatItWasToldToCommitIsEvidence(String body) {
    sibling.says(200, body);
    assertThat(line.ask(address, ID, LONG)).isInstanceOf(Word.Commit.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"ROLLED_BACK\"}",
        "{\"id\":\"t1\",\"state\":\"ROLLING_BACK\",\"decided\":{\"by\":\"COORDINATOR\"}}",
        "{\"id\":\"t1\",\"state\":\"ROLLING_BACK\",\"decided\":{\"by\":\"GATEWAY\"}}"
      })
  void soIsWhatItRolledBackOrRefused(String body) {
    sibling.says(200, body);
    assertThat(line.ask(address, ID, LONG)).isInstanceOf(Word.Rollback.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"id\":\"t1\",\"state\":\"PREPARED\"}",
        "200 | {\"id\":\"t1\",\"state\":\"ENDED\",\"vote\":\"READ_ONLY\"}",
        "200 | {\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"HEURISTIC_COMMIT\"}",
        "200 | {\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"HEURISTIC_ROLLBACK\"}",
        "200 | {\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"HEURISTIC_MIXED\"}",
        "200 | {\"id\":\"t1\",\"state\":\"COMMITTING\",\"decided\":{\"by\":\"OPERATOR\"}}",
        "200 | {\"id\":\"t1\",\"state\":\"ROLLING_BACK\",\"decided\":{\"by\":\"OPERATOR\"}}",
        "200 | {\"id\":\"t2\",\"state\":\"ENDED\",\"outcome\":\"COMMITTED\"}",
        "200 | {\"state\":\"ENDED\",\"outcome\":\"ROLLED_BACK\"}",
        "200 | {\"id\":\"t1\",\"state\":\"MAYBE\",\"outcome\":\"COMMITTED\"}",
        "200 | garbage",
        "404 | not found",
        "404 | {\"type\":\"/problems/not-found\"}",
        "500 | {\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"COMMITTED\"}",
        "301 | {\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"COMMITTED\"}"
      })
  void everythingElseLeavesTheDoubtAndGivesUpNobodysVote(int status, String body) {
    sibling.says(status, body);
    assertThat(line.ask(address, ID, LONG)).isInstanceOf(Word.Silence.class);
    assertThat(sibling.asked()).noneMatch(each -> each.method().equals("POST"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {\"type\":\"/problems/unknown-transaction\"}",
        "200 | {\"id\":\"t1\",\"state\":\"PREPARING\"}"
      })
  void whoeverHasNotVotedIsAskedToRenounceAndThatIsEvidence(int status, String body) {
    String ended = "{\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"ROLLED_BACK\"}";
    sibling.does(
        exchange -> {
          boolean renounces = exchange.getRequestURI().getPath().endsWith("/t1/renounce");
          answer(exchange, renounces ? 200 : status, renounces ? ended : body);
        });
    assertThat(line.ask(address, ID, LONG)).isInstanceOf(Word.Rollback.class);
    assertThat(sibling.asked().getLast().body()).contains("line-a").contains("PT2M");
  }

  @Test
  void slowPrepareElsewhereIsNotCutShort() {
    sibling.says(404, UNKNOWN);
    assertThat(line.ask(address, ID, Duration.ofSeconds(10))).isInstanceOf(Word.Silence.class);
    assertThat(sibling.asked()).noneMatch(each -> each.method().equals("POST"));
  }

  @Test
  void voteThatWasGivenMeanwhileIsNoEvidence() {
    sibling.does(
        exchange -> {
          boolean renounces = exchange.getRequestURI().getPath().endsWith("/renounce");
          String voted = "{\"id\":\"t1\",\"state\":\"PREPARED\"}";
          answer(exchange, renounces ? 200 : 404, renounces ? voted : UNKNOWN);
        });
    assertThat(line.ask(address, ID, LONG)).isInstanceOf(Word.Silence.class);
  }

  @Test
  void voteRollbackThatMayNotBeWrittenYetIsRenouncedBeforeItCounts() {
    String alone =
        "{\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"ROLLED_BACK\",\"decided\":{\"by\":\"GATEWAY\"}}";
    sibling.says(200, alone);
    assertThat(line.ask(address, ID, Duration.ofSeconds(10))).isInstanceOf(Word.Silence.class);
    assertThat(line.ask(address, ID, LONG)).isInstanceOf(Word.Rollback.class);
    assertThat(sibling.asked().getLast().path()).endsWith("/renounce");
  }

  @Test
  void strangersAreNotCalled() {
    sibling.says(200, "{\"id\":\"t1\",\"state\":\"ENDED\",\"outcome\":\"COMMITTED\"}");
    assertThat(line.ask("http://127.0.0.1:1/", ID, LONG))
        .isEqualTo(new Word.Silence("http://127.0.0.1:1/ is not on lockstep.siblings.allowed"));
    assertThat(sibling.asked()).isEmpty();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
