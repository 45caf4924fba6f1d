package dev.lockstep.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What must always hold, in every cell of the protocol's table. */
class ProtocolInvariantTest {

  @TestFactory
  Stream<DynamicTest> decisionBreaksNoRule() {
    return each(Invariants::check);
  }

  /** But for one thing: that a person is contradicted is learnt from what is refused, and kept. */
  @TestFactory
  Stream<DynamicTest> refusalChangesNothingAndDoesNothing() {
    return each(
        cell -> {
          if (cell.decision().reply() instanceof Reply.Refused) {
            if (contradicted(cell.decision().next()) && !contradicted(cell.before().state())) {
              assertThat(cell.decision().durability()).isEqualTo(Decision.Durability.FORCED);
            } else {
              assertThat(cell.decision().next()).isEqualTo(cell.before().state());
            }
            assertThat(cell.decision().effect()).isEqualTo(new Effect.None());
          }
        });
  }

  private static boolean contradicted(State state) {
    return state.decider().flatMap(Decided::against).isPresent();
  }

  /** P2: the same request gets the same answer while its transaction lives. */
  @TestFactory
  Stream<DynamicTest> requestThatWasTakenIsTakenAgain() {
    return each(
        cell -> {
          boolean released = cell.event().event() instanceof Event.Released;
          if (cell.decision().reply() instanceof Reply.Taken && !released) {
            Decision again = Protocol.decide(cell.decision().next(), cell.event().event());
            assertThat(again.reply()).isEqualTo(new Reply.Taken());
          }
        });
  }

  private static Stream<DynamicTest> each(Consumer<ProtocolTable.Cell> check) {
    List<ProtocolTable.Cell> cells = ProtocolTable.cells();
    return cells.stream()
        .map(
            cell ->
                dynamicTest(
                    cell.before().name() + " meets " + cell.event().name(),
                    () -> check.accept(cell)));
  }
}
