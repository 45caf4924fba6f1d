package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Golden;
import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.coordinator.Coordination.Ended;
import dev.lockstep.transaction.Decision.Durability;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The coordinator's half as a reviewer has read it, and what must hold of every cell. */
class CoordinationTableTest {

  @Test
  void everyStateMeetsEveryEventAsTheGoldenTableSays() {
    Golden.check(Path.of("src/test/resources/coordination-table.txt"), CoordinationTable.text());
  }

  @Test
  void noStateAndNoEventIsMissingFromTheTable() {
    Set<Class<?>> states =
        CoordinationTable.states().values().stream()
            .map(Object::getClass)
            .collect(Collectors.toSet());
    Set<Class<?>> events =
        CoordinationTable.events().values().stream()
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertThat(states).containsExactlyInAnyOrder(Coordination.class.getPermittedSubclasses());
    assertThat(events).containsExactlyInAnyOrder(CoordinationEvent.class.getPermittedSubclasses());
  }

  @Test
  void everyKindOfEffectIsSeenInTheTable() {
    Set<Class<?>> effects = new HashSet<>();
    each((before, step) -> step.effects().forEach(effect -> effects.add(effect.getClass())));
    assertThat(effects)
        .containsExactlyInAnyOrder(CoordinationEffect.class.getPermittedSubclasses());
  }

  @Test
  void decisionIsDurableWhenItIsMadeAndNeverChanges() {
    each(
        (before, step) -> {
          if (before.decision().isPresent()) {
            assertThat(step.next().decision()).isEqualTo(before.decision());
          } else if (step.next().decision().isPresent()) {
            assertThat(step.durability()).isEqualTo(Durability.FORCED);
          }
        });
  }

  @Test
  void noPrepareLeavesBeforeTheBeginningIsDurable() {
    each(
        (before, step) -> {
          if (step.effects().stream().anyMatch(CoordinationEffect.Prepare.class::isInstance)) {
            assertThat(step.durability()).isEqualTo(Durability.FORCED);
            assertThat(step.next())
                .isInstanceOf(
                    step.next().work().orElseThrow().dryRun()
                        ? Coordination.Decided.class
                        : Coordination.Preparing.class);
          }
        });
  }

  /**
   * It stands in the log before anybody is asked: there is no moment at which it could be other.
   */
  @Test
  void dryRunIsDecidedWhenItBeginsAndIsNeverACommit() {
    each(
        (before, step) -> {
          if (step.next().work().filter(CoordinationPlan::dryRun).isPresent()) {
            assertThat(step.next().decision().map(Ruling::verdict)).contains(Verdict.ABORT);
          }
        });
  }

  /** A machine that is tried is let go of: a dry run is open until every voter has confirmed. */
  @Test
  void dryRunTellsNobodyBeforeAllHaveVotedAndThenEveryoneWhoMayStandPrepared() {
    each(
        (before, step) -> {
          if (step.next() instanceof Coordination.Decided next
              && next.plan().dryRun()
              && DryRunTransitions.gathering(next)) {
            assertThat(step.effects())
                .noneMatch(CoordinationEffect.Deliver.class::isInstance)
                .noneMatch(CoordinationEffect.Forget.class::isInstance);
            assertThat(next.deliveries()).allMatch(Delivery::pending);
          }
        });
  }

  @Test
  void nothingIsDeliveredThatIsNotDecided() {
    each(
        (before, step) ->
            step.effects().stream()
                .filter(CoordinationEffect.Deliver.class::isInstance)
                .map(CoordinationEffect.Deliver.class::cast)
                .forEach(
                    deliver ->
                        assertThat(step.next().decision())
                            .hasValueSatisfying(
                                ruling ->
                                    assertThat(ruling.verdict()).isEqualTo(deliver.verdict()))));
  }

  @Test
  void gatewaysForgetOnlyWhatHasEndedDurably() {
    each(
        (before, step) -> {
          if (step.effects().stream().anyMatch(CoordinationEffect.Forget.class::isInstance)) {
            assertThat(step.next()).isInstanceOf(Ended.class);
            assertThat(step.durability() == Durability.FORCED || before instanceof Ended).isTrue();
          }
        });
  }

  @Test
  void endIsDurable() {
    each(
        (before, step) -> {
          if (before instanceof Decided && step.next() instanceof Ended) {
            assertThat(step.durability()).isEqualTo(Durability.FORCED);
          }
        });
  }

  /** Whatever a restart would do otherwise than tell them once more is not there to be lost. */
  @Test
  void onlyThatAllHaveForgottenIsWrittenLazily() {
    each(
        (before, step) -> {
          if (step.durability() == Durability.LAZY) {
            assertThat(before).isInstanceOf(Ended.class);
            assertThat(before.open()).isTrue();
            assertThat(step.next().open()).isFalse();
            assertThat(step.effects()).isEmpty();
          }
        });
  }

  private static void each(BiConsumer<Coordination, CoordinationDecision> claim) {
    CoordinationTable.states()
        .values()
        .forEach(
            state ->
                CoordinationTable.events()
                    .values()
                    .forEach(event -> claim.accept(state, Coordination.decide(state, event))));
  }
}
