package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State.Ended;
import dev.lockstep.transaction.State.Prepared;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that dies, as its last will tells, with the whole participant and its journal. */
@Tag("fault")
class LastWillTest {
  private static final String ALIVE = "plant/conveyor/alive";

  @TempDir Path directory;
  private TestBroker broker;
  private Belt belt;
  private MqttGateway gateway;

  @BeforeEach
  void start() throws Exception {
    broker = TestBroker.started(directory);
    belt = new Belt(broker, 7);
    belt.machine().keep(ALIVE, "online");
    gateway = new MqttGateway(directory, broker.uri(), "AvailabilityTopic", ALIVE).connected();
  }

  @AfterEach
  void stop() {
    gateway.close();
    belt.close();
    broker.close();
  }

  private void dies() {
    belt.machine().keep(ALIVE, "offline");
    Awaitility.await().until(() -> !gateway.link().status().connected());
  }

  @Test
  void deviceThatDiedBeforeThePrepareGetsNoVote() throws Exception {
    dies();

    Ended ended = (Ended) gateway.prepare("Run", 42);

    Ballot.No vote = (Ballot.No) ended.ballot().orElseThrow();
    assertThat(vote.reasons()).extracting(Reason::code).contains(Code.DISCONNECTED);
    assertThat(vote.reasons().getFirst().detail()).contains("is offline", ALIVE);
  }

  @Test
  void deviceThatDiesBetweenPrepareAndCommitIsMovedOnceWhenItIsBorn() throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(Prepared.class);
    dies();
    int heard = belt.machine().got().size();
    gateway.commit();
    Progress held = gateway.awaitProgress(progress -> progress instanceof Progress.NotApplied);
    assertThat(held.reasons().getFirst().code()).isEqualTo(Code.NOT_SENT);
    assertThat(held.reasons().getFirst().detail()).contains("is offline");
    assertThat(belt.machine().got()).as("nothing was sent to a dead machine").hasSize(heard);

    belt.machine().keep(ALIVE, "online");

    Ended ended = (Ended) gateway.await(state -> state instanceof Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
    assertThat(belt.moves()).containsExactly(42L);
  }

  @Test
  void deviceThatDiesInTheMiddleOfACommitIsUnknownUntilItsRecordIsAsked() throws Exception {
    assertThat(gateway.prepare("Run", 42)).isInstanceOf(Prepared.class);
    belt.mute = true;
    gateway.commit();
    gateway.awaitUnknown(Code.UNKNOWN, "");
    dies();
    gateway.awaitUnknown(Code.UNKNOWN, "is offline");

    belt.mute = false;
    belt.machine().keep(ALIVE, "online");

    Ended ended = (Ended) gateway.await(state -> state instanceof Ended);
    assertThat(ended.outcome()).contains(Outcome.COMMITTED);
    assertThat(belt.moves()).containsExactly(42L);
  }
}
