package dev.lockstep.rest.lra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.FakePeer;
import dev.lockstep.transaction.TransactionId;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in doubt asks an LRA coordinator, and believes of its answers what may be. */
class LraCoordinatorClientTest {
  private static final TransactionId ID = new TransactionId("0_1~abc");
  private static final Duration LATER = Duration.ofSeconds(2);

  private final FakePeer coordinator = new FakePeer();
  private final HttpClient client = HttpClient.newHttpClient();
  private long ticks;
  private final LraCoordinatorClient line =
      new LraCoordinatorClient(
          client,
          UsualSettings.of(
              CoordinatorClientSettings.class, "allowed=" + coordinator.address(), "answer-max=5s"),
          () -> new Moment(Instant.EPOCH, ticks, "test"));
  private final String address =
      new LraAddress(coordinator.address() + "/lra-coordinator/0_1", "").toString();

  @AfterEach
  void close() {
    coordinator.close();
    client.close();
  }

  private Word asked() {
    return line.ask(address, ID);
  }

  @ParameterizedTest
  @CsvSource({
    "Active, Undecided",
    "Closed, Commit",
    "FailedToClose, Commit",
    "Cancelled, Rollback",
    "FailedToCancel, Rollback",
    "Probably, Silence",
    "'\"Closed\"', Commit",
    "'{\"status\": \"Cancelled\"}', Rollback",
    "'{\"status\": \"Closed\", \"lra\": \"Cancelled\"}', Silence",
    "<html>Closed</html>, Silence"
  })
  void statusOfTheActionIsTheDecisionWhereItIsOne(String status, String word) {
    coordinator.says(200, status);
    assertThat(asked().getClass().getSimpleName()).isEqualTo(word);
    assertThat(coordinator.asked())
        .extracting(FakePeer.Asked::path)
        .containsExactly("/lra-coordinator/0_1/status");
  }

  @ParameterizedTest
  @Tag("fault")
  @CsvSource({"Closing, Commit", "Cancelling, Rollback"})
  void whatMayNotBeOnTheCoordinatorsDiskYetCountsWhenItIsSaidAgainLater(
      String status, String word) {
    coordinator.says(200, status);
    assertThat(asked()).isInstanceOf(Word.Undecided.class);
    assertThat(asked()).as("at once").isInstanceOf(Word.Undecided.class);

    ticks += LATER.toNanos();

    assertThat(asked().getClass().getSimpleName()).isEqualTo(word);
  }

  @Test
  @Tag("fault")
  void coordinatorThatLostWhatItSaidIsHeardFromTheBeginning() {
    coordinator.says(200, "Closing");
    assertThat(asked()).isInstanceOf(Word.Undecided.class);
    ticks += LATER.toNanos();
    coordinator.says(200, "Active");
    assertThat(asked()).isInstanceOf(Word.Undecided.class);

    coordinator.says(200, "Cancelling");
    assertThat(asked()).isInstanceOf(Word.Undecided.class);
    ticks += LATER.toNanos();
    assertThat(asked()).isInstanceOf(Word.Rollback.class);
  }

  @ParameterizedTest
  @Tag("fault")
  @ValueSource(ints = {404, 410})
  void actionThatIsOverTellsNobodyWhichWayItEnded(int status) {
    coordinator.says(status, "Closed");
    assertThat(asked())
        .isInstanceOfSatisfying(
            Word.Silence.class,
            silence -> assertThat(silence.detail()).contains("which way it ended"));
  }

  @ParameterizedTest
  @Tag("fault")
  @ValueSource(ints = {202, 302, 417, 500, 503})
  void otherAnswersAreNoWord(int status) {
    coordinator.says(status, "Closed");
    assertThat(asked()).isInstanceOf(Word.Silence.class);
  }

  @Test
  void whatIsNotOnTheListIsNotAsked() {
    String elsewhere = new LraAddress("http://127.0.0.1:1/lra-coordinator/0_1", "").toString();
    assertThat(line.objection(elsewhere))
        .hasValueSatisfying(why -> assertThat(why).contains("lockstep.coordinators.allowed"));
    assertThat(line.objection(address)).isEmpty();
    assertThat(line.ask(elsewhere, ID)).isInstanceOf(Word.Silence.class);
    assertThat(coordinator.asked()).isEmpty();
  }

  @Test
  void addressInTheJournalIsReadAgainAndNoOtherKindIsTakenForIt() {
    LraAddress known = new LraAddress("http://a:80/lra-coordinator/0_1", "http://a:80/recovery/1");
    assertThat(LraAddress.of(known.toString())).contains(known);
    assertThat(LraAddress.of("http://a/tx/1")).isEmpty();
    assertThat(LraAddress.of("http://a/tx/1#restat;created=;recovery=")).isEmpty();
  }
}
