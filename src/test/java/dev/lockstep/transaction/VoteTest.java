package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.look;
import static dev.lockstep.transaction.TransactionSamples.reason;
import static dev.lockstep.transaction.TransactionSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Target;
import dev.lockstep.device.Value;
import dev.lockstep.transaction.Decision.Durability;
import dev.lockstep.transaction.State.Prepared;
import dev.lockstep.transaction.State.Preparing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a vote rests on, what is kept of it, and what is shown when it rests on it no longer. */
class VoteTest {
  private static final Instant SIX = Instant.parse("2026-03-02T06:10:00Z");
  private static final Observation SEEN =
      new Observation(
          new DeviceName("press"),
          TransactionSamples.resource("Recipe"),
          Value.Numeric.of(5),
          "Good",
          Optional.empty());

  @Test
  void voteHoldsWhatTheDevicesSessionsKnowOfIt() {
    Task named = write(0, 0, "press");
    Hold located =
        new Hold(
            new DeviceName("press"),
            Optional.of(TransactionSamples.resource("Recipe")),
            Set.of(new Target("opc.tcp://plc", "ns=2;s=Recipe")),
            Set.of(new DeviceName("press"), new DeviceName("twin")));
    Task known = new Task(0, 0, named.action(), List.of(located));
    Event checked =
        new Event.Checked(List.of(known), List.of(), List.of(), TransactionSamples.VOTE);
    State next = Protocol.decide(checking(TransactionSamples.branch(named)), checked).next();
    assertThat(next.work().orElseThrow().holds()).containsExactly(located);
  }

  @Test
  void voteKeepsWhatTheDevicesShowed() {
    Event checked = new Event.Checked(List.of(SEEN), List.of(), TransactionSamples.VOTE);
    Prepared plain = (Prepared) Protocol.decide(checking(Situation.WRITES), checked).next();
    assertThat(plain.vote().before()).containsExactly(SEEN);
    State arming = Protocol.decide(checking(Situation.ARMED), checked).next();
    Event armed =
        new Event.Armed(Promise.LEASED, Optional.of(SIX), List.of(), TransactionSamples.VOTE);
    Prepared held = (Prepared) Protocol.decide(arming, armed).next();
    assertThat(held.vote())
        .isEqualTo(
            new Ballot.Yes(
                Promise.LEASED, Optional.of(SIX), List.of(SEEN), TransactionSamples.VOTE));
  }

  @Test
  void readOnlyVoteIsDurableWhereASiblingMayAskForIt() {
    Branch alone = Situation.LOOKS;
    Branch among =
        new Branch(
            alone.id(),
            alone.fingerprint(),
            List.of(look(0, 0)),
            alone.coordinator(),
            List.of("https://sibling"),
            false);
    Event checked = new Event.Checked(List.of(), List.of(), TransactionSamples.VOTE);
    assertThat(Protocol.decide(checking(among), checked).durability()).isEqualTo(Durability.FORCED);
    assertThat(Protocol.decide(checking(alone), checked).durability()).isEqualTo(Durability.LAZY);
  }

  @Test
  void lapseSaysUntilWhenTheDevicesHeldItAndIsSaidOnce() {
    Prepared held = prepared(Optional.of(SIX), List.of());
    Event lapse = new Event.PromiseLapsed(TransactionSamples.COORDINATOR.at());
    Decision lapsed = Protocol.decide(held, lapse);
    assertThat(lapsed.next().reasons())
        .containsExactly(
            Reason.of(
                Code.PROMISE_LAPSED,
                "the devices guaranteed the vote until 2026-03-02T06:10:00Z only"));
    assertThat(lapsed.durability()).isEqualTo(Durability.LAZY);
    assertThat(Protocol.decide(lapsed.next(), lapse)).isEqualTo(Decision.stay(lapsed.next()));
    assertThat(Protocol.decide(prepared(Optional.empty(), List.of()), lapse).next().reasons())
        .containsExactly(
            Reason.of(Code.PROMISE_LAPSED, "the devices guaranteed the vote until now only"));
  }

  @Test
  void lapseStaysWhileRequirementsComeAndGo() {
    Reason lapse = reason(Code.PROMISE_LAPSED);
    Reason open = reason(Code.REQUIREMENT_BROKEN);
    Prepared both = prepared(Optional.empty(), List.of(lapse, open));
    Event hold = new Event.RequirementsSeen(List.of(), TransactionSamples.VOTE);
    Event broken = new Event.RequirementsSeen(List.of(open), TransactionSamples.VOTE);
    assertThat(Protocol.decide(both, hold).next().reasons()).containsExactly(lapse);
    assertThat(Protocol.decide(both, broken)).isEqualTo(Decision.stay(both));
    Event lapses = new Event.PromiseLapsed(TransactionSamples.VOTE);
    Prepared one = prepared(Optional.empty(), List.of(open));
    assertThat(Protocol.decide(one, lapses).next().reasons())
        .extracting(Reason::code)
        .containsExactly(Code.PROMISE_LAPSED, Code.REQUIREMENT_BROKEN);
  }

  @Test
  void aDevicesWordIsTheReasonOfALapse() {
    Reason said = reason(Code.PROMISE_LAPSED).saying("RenewLock: Good, status -1");
    Event lapse = new Event.PromiseLapsed(Optional.of(said), TransactionSamples.VOTE);
    Prepared vote = prepared(Optional.of(Instant.EPOCH), List.of());
    assertThat(Protocol.decide(vote, lapse).next().reasons()).containsExactly(said);
  }

  @Test
  void onlyThisGatewayRenouncesItsVote() {
    for (Decided each : List.of(TransactionSamples.COORDINATOR, TransactionSamples.OPERATOR)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Event.Renounced(TransactionSamples.ID, each));
    }
  }

  private static Prepared prepared(Optional<Instant> heldUntil, List<Reason> broken) {
    Ballot.Yes vote = new Ballot.Yes(Promise.LEASED, heldUntil, List.of(), TransactionSamples.VOTE);
    return new Prepared(Situation.ARMED, vote, broken);
  }

  private static Preparing checking(Branch branch) {
    return new Preparing(branch, Preparing.Phase.CHECKING, List.of(), TransactionSamples.VOTE);
  }
}
