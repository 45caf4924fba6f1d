package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.ensemble.PlanDigest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A digest is made once for each plan, and is always that plan's own. */
class PlanDigestsTest {
  private final PlanDigests digests = new PlanDigests();

  @Test
  void planThatIsAskedForAgainIsNotDigestedAgain() {
    CoordinationPlan plan = EnsembleReplica.plan("t1", "A");
    PlanDigest first = digests.of(plan);
    assertThat(first).isEqualTo(PlanDigest.of(plan.canonical()));
    assertThat(digests.of(plan)).isSameAs(first);
  }

  @Test
  void otherPlanOfTheSameIdHasADigestOfItsOwn() {
    CoordinationPlan one = EnsembleReplica.plan("t1", "A");
    CoordinationPlan other = EnsembleReplica.plan("t1", "B");
    assertThat(digests.of(one)).isNotEqualTo(digests.of(other));
    assertThat(digests.of(one)).isEqualTo(PlanDigest.of(one.canonical()));
    assertThat(digests.of(other)).isEqualTo(PlanDigest.of(other.canonical()));
  }

  @Test
  void planThatFellOutIsDigestedAnew() {
    List<CoordinationPlan> many =
        IntStream.range(0, 1_100)
            .mapToObj(number -> EnsembleReplica.plan("t" + number, "A"))
            .toList();
    List<PlanDigest> made = many.stream().map(digests::of).toList();
    assertThat(digests.of(many.getLast())).isSameAs(made.getLast());
    assertThat(digests.of(many.getFirst())).isNotSameAs(made.getFirst());
    assertThat(digests.of(many.getFirst())).isEqualTo(made.getFirst());
  }
}
