package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.narayana.FormerAddress;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.narayana.OtherParticipant;
import dev.lockstep.plant.Conveyor;
import dev.lockstep.plant.Plant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
  private Plant.Shown before;

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
    before = lines.lineA().plant().shown();
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

  private double nextSpeed() {
    return before.conveyor().speed() > 0.5 ? 0.25 : 0.75;
  }

  private void assertConveyorMovedOnce() {
    Conveyor.Shown shown = lines.lineA().plant().shown().conveyor();
    assertThat(shown).isEqualTo(new Conveyor.Shown(nextSpeed(), before.conveyor().moves() + 1));
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

  /** Voted, and away when the decision came. */
  private record Missed(Narayana.Transaction tx, String id) {}

  private Missed missTheDecision() {
    Narayana.Transaction tx = lines.begin();
    tx.enlist(other.address());
    String id = lines.enlistConveyor(tx, nextSpeed());
    CompletableFuture<String> committed = tx.commit();
    lines.awaitPrepared(id);
    lines.lineA().gateway().kill();
    other.agree();
    assertThat(committed.join()).isEqualTo(COMMITTED);
    assertThat(lines.coordinator().remembers(tx)).isTrue();
    return new Missed(tx, id);
  }

  private void awaitTheEnd(Missed missed) {
    lines.awaitOutcome(missed.id(), "COMMITTED");
    assertConveyorMovedOnce();
    await("the coordinator's log")
        .atMost(PATIENCE)
        .until(() -> !lines.coordinator().remembers(missed.tx()));
  }

  @Test
  void coordinatorFollowsWhereTheFormerAddressLeadsOn() {
    for (int status : new int[] {301, 307}) {
      former.leadOn(status, here());
      before = lines.lineA().plant().shown();
      Narayana.Transaction tx = lines.begin();
      tx.enlist(other.address());
      other.agree();
      String id = lines.enlistConveyor(tx, nextSpeed());

      assertThat(tx.commit().join()).isEqualTo(COMMITTED);

      lines.awaitOutcome(id, "COMMITTED");
      assertConveyorMovedOnce();
      String terminator = "PUT /rest-at/participants/" + id + "/terminator";
      assertThat(former.asked().stream().filter(terminator::equals)).hasSize(2);
    }
  }

  @Test
  void coordinatorThatIsToldFindsTheGatewayWhereTheFormerAddressKnowsItNoMore() {
    Missed missed = missTheDecision();
    former.deny();

    startAs(here());

    awaitTheEnd(missed);
    awaitLogged(missed.id(), "coordinator told of the new address");
    assertThat(former.asked()).contains("PUT /rest-at/participants/" + missed.id() + "/terminator");
  }

  @Test
  void coordinatorThatWasRestartedIsToldAgain() {
    Missed missed = missTheDecision();
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
    Missed missed = missTheDecision();
    former.close();

    startAs(here());

    lines.awaitOutcome(missed.id(), "COMMITTED");
    assertConveyorMovedOnce();
    // It looks at the dead address for ever, and forgets with whoever answers there.
    assertThat(lines.coordinator().remembers(missed.tx())).isTrue();
  }

  @Test
  void gatewayServesWhoeverReachesItUnderAnAddressThatIsNotItsOwn() {
    Missed missed = missTheDecision();
    former.leadOn(307, here());

    startAs("http://line-a.elsewhere.example:8080");

    awaitTheEnd(missed);
  }
}
