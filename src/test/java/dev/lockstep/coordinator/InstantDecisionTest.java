package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.CoordinationPlan.Share;
import dev.lockstep.coordinator.CoordinationPlan.Terms;
import dev.lockstep.coordinator.CoordinationPlan.Wish;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A coordination whose machines are to move at an instant: decided in time, or not at all. */
class InstantDecisionTest {
  private static final Instant ASKED = Instant.parse("2026-03-02T06:00:00Z");
  private static final Instant TOGETHER = ASKED.plusSeconds(30);
  private static final Vote YES = new Vote.Yes("DURABLE", Optional.empty(), VoteReadings.NONE);

  private static CoordinationPlan plan(Optional<Instant> instant) {
    Wish wish = new Wish("press", "SetForce", Map.of(), 0);
    List<Share> shares =
        List.of(
            new Share(URI.create("http://127.0.0.1:1"), List.of(wish)),
            new Share(URI.create("http://127.0.0.1:2"), List.of(wish)));
    Terms terms = new Terms(Duration.ofSeconds(10), 1, 1);
    return new CoordinationPlan(new TransactionId("t1"), shares, terms, ASKED).moving(instant);
  }

  private static CoordinationDecision lastVote(Vote vote, Instant at) {
    Coordination state =
        new Coordination.Preparing(plan(Optional.of(TOGETHER)), List.of(YES, new Vote.Awaited()));
    return Coordination.decide(state, new CoordinationEvent.Voted(1, vote, at));
  }

  private static Ruling ruling(CoordinationDecision decision) {
    return decision.next().decision().orElseThrow();
  }

  @Test
  void commitIsToldWithItsInstant() {
    CoordinationDecision decision = lastVote(YES, TOGETHER.minus(CoordinationPlan.LEAD));

    assertThat(ruling(decision).verdict()).isEqualTo(Verdict.COMMIT);
    assertThat(decision.effects())
        .hasSize(2)
        .allSatisfy(
            effect ->
                assertThat(((CoordinationEffect.Deliver) effect).instant()).contains(TOGETHER));
  }

  @Test
  void votesThatComeTooLateForTheInstantAreRolledBack() {
    CoordinationDecision decision =
        lastVote(YES, TOGETHER.minus(CoordinationPlan.LEAD).plusMillis(1));

    assertThat(ruling(decision).verdict()).isEqualTo(Verdict.ABORT);
    assertThat(ruling(decision).reasons())
        .singleElement()
        .asString()
        .contains("less than 1 s later");
  }

  @Test
  void promiseThatLapsesBeforeTheInstantIsRolledBack() {
    Vote shortly = new Vote.Yes("LEASED", Optional.of(TOGETHER.minusSeconds(1)), VoteReadings.NONE);
    Vote longer = new Vote.Yes("LEASED", Optional.of(TOGETHER), VoteReadings.NONE);

    assertThat(ruling(lastVote(shortly, ASKED)).verdict()).isEqualTo(Verdict.ABORT);
    assertThat(ruling(lastVote(shortly, ASKED)).reasons())
        .containsExactly(
            "http://127.0.0.1:2: its promise lapses at 2026-03-02T06:00:29Z, before the instant"
                + " 2026-03-02T06:00:30Z");
    assertThat(ruling(lastVote(longer, ASKED)).verdict()).isEqualTo(Verdict.COMMIT);
  }

  @Test
  void anotherInstantIsAnotherRequest() {
    CoordinationPlan plan = plan(Optional.of(TOGETHER));

    assertThat(plan.asks(plan(Optional.of(TOGETHER)))).isTrue();
    assertThat(plan.asks(plan(Optional.empty()))).isFalse();
    assertThat(plan.canonical()).contains("\"at\":\"2026-03-02T06:00:30Z\"");
    assertThat(plan(Optional.empty()).canonical()).doesNotContain("\"at\"");
    CoordinationRecord record =
        new CoordinationRecord(
            new Coordination.Preparing(plan, List.of(new Vote.Awaited(), new Vote.Awaited())),
            List.of());
    CoordinationRecord read =
        CoordinationRecordReader.read(
            "t1",
            Coordination.Name.PREPARING,
            CoordinationRecordWriter.write(plan),
            CoordinationRecordWriter.write(record));
    assertThat(read.coordination().work()).contains(plan);
  }
}
