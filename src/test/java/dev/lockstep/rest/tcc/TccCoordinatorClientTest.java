package dev.lockstep.rest.tcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.FakePeer;
import dev.lockstep.transaction.TransactionId;
import java.net.http.HttpClient;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A branch in doubt asks the DTM server, and believes of its answers what may be. */
class TccCoordinatorClientTest {
  private static final TransactionId ID = new TransactionId("g:1~01");

  private final FakePeer dtm = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private final TccCoordinatorClient line =
      new TccCoordinatorClient(
          client,
          UsualSettings.of(
              CoordinatorClientSettings.class, "allowed=" + dtm.address(), "answer-max=5s"),
          () -> new Moment(Instant.EPOCH, 0, "test"));
  private final String address = new TccAddress(dtm.address() + "/api/dtmsvr", "g:1").toString();

  @AfterEach
  void close() {
    dtm.close();
    client.close();
  }

  private String asked(String body) {
    dtm.says(200, body);
    return line.ask(address, ID).getClass().getSimpleName();
  }

  private static String transaction(String status, String branches) {
    return "{\"branches\": [%s], \"transaction\": {\"gid\": \"g:1\", \"status\": \"%s\"}}"
        .formatted(branches, status);
  }

  private static String branch(String op, String status) {
    return "{\"branch_id\": \"02\", \"op\": \"%s\", \"status\": \"%s\"}".formatted(op, status);
  }

  @ParameterizedTest
  @CsvSource({
    "prepared, Undecided",
    "submitted, Commit",
    "succeed, Commit",
    "aborting, Rollback",
    "failed, Silence",
    "probably, Silence"
  })
  void statusOfTheTransactionIsTheDecisionWhereItIsOne(String status, String word) {
    assertThat(asked(transaction(status, ""))).isEqualTo(word);
    assertThat(dtm.asked()).extracting(FakePeer.Asked::path).containsExactly("/api/dtmsvr/query");
  }

  @Test
  @Tag("fault")
  void failedIsARollbackOnlyWhereBranchesWereCancelledAndNoneConfirmed() {
    String cancelled = branch("cancel", "succeed");
    assertThat(asked(transaction("failed", cancelled + "," + branch("confirm", "prepared"))))
        .isEqualTo("Rollback");
    assertThat(asked(transaction("failed", branch("confirm", "succeed")))).isEqualTo("Silence");
    assertThat(asked(transaction("failed", cancelled + "," + branch("confirm", "succeed"))))
        .isEqualTo("Silence");
    assertThat(asked(transaction("failed", branch("cancel", "prepared")))).isEqualTo("Silence");
  }

  @ParameterizedTest
  @Tag("fault")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"branches": [], "transaction": null}
          200 | {"transaction": {"gid": "g:2", "status": "submitted"}}
          200 | {"transaction": "submitted"}
          200 | submitted
          200 | {}
          404 | {"transaction": {"gid": "g:1", "status": "submitted"}}
          500 | {"transaction": {"gid": "g:1", "status": "submitted"}}
          """)
  void whatIsNoAnswerAboutThisTransactionIsNoWord(int status, String body) {
    dtm.says(status, body);
    assertThat(line.ask(address, ID)).isInstanceOf(Word.Silence.class);
  }

  @Test
  void whatIsNotOnTheListIsNotAsked() {
    String elsewhere = new TccAddress("http://127.0.0.1:1/api/dtmsvr", "g:1").toString();
    assertThat(line.objection(elsewhere))
        .hasValueSatisfying(why -> assertThat(why).contains("lockstep.coordinators.allowed"));
    assertThat(line.objection(address)).isEmpty();
    assertThat(line.ask(elsewhere, ID)).isInstanceOf(Word.Silence.class);
    assertThat(dtm.asked()).isEmpty();
  }

  @Test
  void addressInTheJournalIsReadAgainAndNoOtherKindIsTakenForIt() {
    assertThat(TccAddress.of(address)).map(TccAddress::gid).contains("g:1");
    assertThat(TccAddress.of("http://a/lra/1#lra;recovery=")).isEmpty();
    assertThat(TccAddress.of("http://a/api/dtmsvr")).isEmpty();
  }
}
