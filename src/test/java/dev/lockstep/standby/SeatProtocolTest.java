package dev.lockstep.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.standby.PersonWord.Kind;
import dev.lockstep.standby.Seat.Copy;
import dev.lockstep.standby.Seat.Following;
import dev.lockstep.standby.Seat.Sighting;
import dev.lockstep.standby.Seat.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a PC says and does in cases that people meet; all schedules are in the model. */
class SeatProtocolTest {
  private static final LineRules RULES =
      new LineRules(LineRules.Keeper.PEER, LineRules.Mode.SYNCHRONOUS, 100, 1);
  private static final CopyPosition HERE = new CopyPosition(Map.of("journal", 7L));
  private static final Reigns LEFT_LAST = new Reigns(Map.of("left", 3L));

  private final SeatProtocol protocol = new SeatProtocol(RULES);

  private static SeatRecord record(String self, Reigns reigns) {
    return new SeatRecord("press", self, self.equals("left") ? "right" : "left", 5, 3, reigns, 3);
  }

  private Seat started(String self, Reigns reigns) {
    return protocol.start(record(self, reigns), 0, 6).next();
  }

  private static PersonWord word(Kind kind, boolean acceptLoss) {
    return new PersonWord(kind, acceptLoss, "ada", "the other one burns");
  }

  private static WordResult told(SeatDecision decision) {
    return decision.effects().stream()
        .filter(SeatEffect.Tell.class::isInstance)
        .map(each -> ((SeatEffect.Tell) each).result())
        .findFirst()
        .orElseThrow();
  }

  private SeatEvent.Requested claim(long term, long run) {
    PeerCaller left = new PeerCaller("press", "left", run, term - 1);
    return new SeatEvent.Requested(
        10, new PeerRequest.LeaseClaim(left, 6, term, LEFT_LAST, HERE), HERE);
  }

  @Test
  void eachStartIsDurableAndWaitsForTheLeaseItMayHaveGranted() {
    SeatDecision started = protocol.start(record("right", LEFT_LAST), 1_000, 2);
    assertThat(started.durable()).isTrue();
    assertThat(started.next().record().run()).isEqualTo(6);
    assertThat(((Waiting) started.next()).clearFrom()).isEqualTo(1_101);
  }

  @Test
  void standbyThatHasTheSameStaysInSyncAtTheFirstClaimOfARunOnly() {
    Following first = (Following) protocol.decide(started("right", LEFT_LAST), claim(4, 9)).next();
    assertThat(first.supply().copy()).isEqualTo(Copy.IN_SYNC);
    // It may have been sent before the caller went on by itself, and come only now.
    Following second = (Following) protocol.decide(first, claim(5, 9)).next();
    assertThat(second.supply().copy()).isEqualTo(Copy.BEHIND);
  }

  @Test
  void termIsDurableBeforeItIsGranted() {
    SeatDecision granted = protocol.decide(started("right", LEFT_LAST), claim(4, 9));
    assertThat(granted.durable()).isTrue();
    assertThat(granted.next().record().term()).isEqualTo(4);
  }

  @Test
  void whoWasActiveLaterGrantsNothing() {
    Reigns rightLast = new Reigns(Map.of("left", 3L, "right", 4L));
    SeatDecision refused = protocol.decide(started("right", rightLast), claim(9, 9));
    assertThat(refused.effects())
        .containsExactly(
            new SeatEffect.Reply(
                new PeerAnswer.Refused(
                    refused.next().record().caller(), PeerAnswer.Refused.Reason.ACTIVE_LATER)));
  }

  @Test
  void standbyThatWasStartedAnewIsNotActivatedWithoutAcceptingLoss() {
    Seat started = started("right", LEFT_LAST);
    SeatEvent.Said plain = new SeatEvent.Said(5, word(Kind.TAKE_OVER, false));
    assertThat(told(protocol.decide(started, plain))).isEqualTo(WordResult.NOT_IN_SYNC);
    SeatEvent.Said alone = new SeatEvent.Said(5, word(Kind.ALONE, false));
    assertThat(told(protocol.decide(started, alone))).isEqualTo(WordResult.OTHER_WAS_LATER);
    SeatEvent.Said loss = new SeatEvent.Said(5, word(Kind.TAKE_OVER, true));
    assertThat(protocol.decide(started, loss).next()).isInstanceOf(Seat.TakingOver.class);
  }

  @Test
  void neitherOfTwoForksGoesOnUntilAPersonGivesOneUp() {
    Seat right = started("right", new Reigns(Map.of("left", 3L, "right", 5L)));
    PeerCaller left = new PeerCaller("press", "left", 9, 4);
    Reigns forked = new Reigns(Map.of("left", 4L));
    Seat met =
        protocol
            .decide(right, new SeatEvent.Requested(5, new PeerRequest.Hello(left, forked), HERE))
            .next();
    assertThat(((Waiting) met).sight()).isEqualTo(Seat.Sight.FORKED);
    SeatDecision up = protocol.decide(met, new SeatEvent.Said(6, word(Kind.STEP_DOWN, false)));
    assertThat(up.durable()).isTrue();
    assertThat(up.next().record().reigns().of("right")).isZero();
    assertThat(up.next().record().inSyncTerm()).isZero();
  }

  @Test
  void messagesOfAnotherLineAreRefusedInEachSeat() {
    PeerCaller foreign = new PeerCaller("mill", "left", 9, 4);
    List<Seat> seats =
        List.of(
            started("right", LEFT_LAST),
            new Seat.Active(
                record("right", LEFT_LAST),
                Seat.NEVER,
                new Companion.None(0),
                Sighting.NONE,
                Optional.empty(),
                0),
            new Seat.Ended(record("right", LEFT_LAST), Seat.EndReason.STOPPED));
    for (Seat seat : seats) {
      SeatDecision decision =
          protocol.decide(
              seat, new SeatEvent.Requested(5, new PeerRequest.LeaseRenewal(foreign, 4), HERE));
      assertThat(decision.next()).isEqualTo(seat);
      assertThat(decision.effects().toString()).contains("OTHER_LINE");
    }
  }

  @Test
  void leaseShorterThanItsMarginsIsNone() {
    assertThatThrownBy(() -> new LineRules(LineRules.Keeper.PEER, LineRules.Mode.SYNCHRONOUS, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a lease of 2 ns with a margin of 1 ns");
  }
}
