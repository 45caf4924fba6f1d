package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.narayana.FormerAddress;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.narayana.OtherParticipant;
import dev.lockstep.packaged.NarayanaLines.CommitUnderWay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A gateway comes back at another address than the one that a real Narayana has in its log. */
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NarayanaMovesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String COMMITTED = "txstatus=TransactionCommitted";

  private NarayanaLines lines;
  private FormerAddress former;
  private OtherParticipant other;
  private PlantBefore before;

  @BeforeAll
  void start() {
    lines = NarayanaLines.start("narayana-moves");
  }

  @BeforeEach
  void settleAtTheFormerAddress() {
    former = new FormerAddress();
    former.leadOn(307, here());
    other = new OtherParticipant();
    lines.lineA().gateway().kill();
    startAs(former.address());
    lines.lineA().awaitConnected();
    before = PlantBefore.of(lines.lineA().plant());
  }

  @AfterEach
  void part() {
    other.close();
    former.close();
  }

  @AfterAll
  void end() {
    lines.close();
  }

  private String here() {
    return lines.lineA().gateway().address();
  }

  private void startAs(String publicUrl) {
    lines.lineA().gateway().start(Map.of("lockstep.restat.public-url", publicUrl)).awaitReady();
  }

  private void awaitLogged(String id, String what) {
    await(what)
        .atMost(PATIENCE)
        .until(() -> log().anyMatch(line -> line.contains(what) && line.contains(id)));
  }

  private Stream<String> log() {
    try {
      return Files.readAllLines(lines.lineA().gateway().plan().log()).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The gateway has voted, and is away when the decision comes. */
  private CommitUnderWay missTheDecision() {
    CommitUnderWay missed = lines.commitUpToTheVote(other, before.nextSpeed());
    lines.lineA().gateway().kill();
    other.agree();
    assertThat(missed.said().join()).isEqualTo(COMMITTED);
    assertThat(lines.coordinator().remembers(missed.tx())).isTrue();
    return missed;
  }

  private void awaitTheEnd(CommitUnderWay missed) {
    lines.awaitOutcome(missed.id(), "COMMITTED");
    before.assertConveyorMovedOnce();
    await("the coordinator's log")
        .atMost(PATIENCE)
        .until(() -> !lines.coordinator().remembers(missed.tx()));
  }

  @Test
  void coordinatorFollowsWhereTheFormerAddressLeadsOn() {
    for (int status : new int[] {301, 307}) {
      former.leadOn(status, here());
      before = PlantBefore.of(lines.lineA().plant());
      Narayana.Transaction tx = lines.begin();
      tx.enlist(other.address());
      other.agree();
      String id = lines.enlistConveyor(tx, before.nextSpeed());

      assertThat(tx.commit().join()).isEqualTo(COMMITTED);

      lines.awaitOutcome(id, "COMMITTED");
      before.assertConveyorMovedOnce();
      String terminator = "PUT /rest-at/participants/" + id + "/terminator";
      assertThat(former.asked().stream().filter(terminator::equals)).hasSize(2);
    }
  }

  @Test
  void coordinatorThatIsToldFindsTheGatewayWhereTheFormerAddressKnowsItNoMore() {
    CommitUnderWay missed = missTheDecision();
    former.deny();

    startAs(here());

    awaitTheEnd(missed);
    awaitLogged(missed.id(), "coordinator told of the new address");
    assertThat(former.asked()).contains("PUT /rest-at/participants/" + missed.id() + "/terminator");
  }

  @Test
  void coordinatorThatWasRestartedIsToldAgain() {
    CommitUnderWay missed = missTheDecision();
    lines.coordinator().kill();
    former.deny();

    startAs(here());
    awaitLogged(missed.id(), "coordinator not told");
    lines.coordinator().start();

    awaitLogged(missed.id(), "coordinator told of the new address");
    awaitTheEnd(missed);
  }

  @Test
  void gatewayWhoseFormerAddressIsDeadFindsOutByAsking() {
    CommitUnderWay missed = missTheDecision();
    former.close();

    startAs(here());

    lines.awaitOutcome(missed.id(), "COMMITTED");
    before.assertConveyorMovedOnce();
    // It looks at the dead address for ever, and forgets with whoever answers there.
    assertThat(lines.coordinator().remembers(missed.tx())).isTrue();
  }

  @Test
  void gatewayServesWhoeverReachesItUnderAnAddressThatIsNotItsOwn() {
    CommitUnderWay missed = missTheDecision();
    former.leadOn(307, here());

    startAs("http://line-a.elsewhere.example:8080");

    awaitTheEnd(missed);
  }
}
