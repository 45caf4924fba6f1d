package dev.lockstep.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which outcomes agree with each other, with what was told, and with what the machines show. */
class OutcomeComparisonTest {
  private static final int DRIVE = 1;

  private static FleetTransaction told(String outcome) {
    return FleetTransaction.begun(7, List.of(0, 1), DRIVE)
        .ended(Optional.of(outcome).filter(each -> !each.equals("nothing")), 1, false);
  }

  private static OutcomeComparison compared(String told, String... outcomes) {
    return OutcomeComparison.of(List.of(told(told)), List.of(List.of(outcomes)));
  }

  @ParameterizedTest
  @CsvSource({
    "COMMITTED, COMMITTED, COMMITTED",
    "ROLLED_BACK, ROLLED_BACK, ROLLED_BACK",
    "ROLLED_BACK, ROLLED_BACK, ABSENT",
  })
  void whatEndedAlikeIsClean(String told, String first, String second) {
    OutcomeComparison comparison = compared(told, first, second);

    assertThat(comparison.clean()).isTrue();
    assertThat(comparison.compared()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "COMMITTED, COMMITTED, ROLLED_BACK",
    "COMMITTED, COMMITTED, ABSENT",
    "nothing, COMMITTED, ROLLED_BACK",
    "ROLLED_BACK, COMMITTED, COMMITTED",
    "COMMITTED, ROLLED_BACK, ROLLED_BACK",
    "COMMITTED, COMMITTED, HEURISTIC_MIXED",
    "ROLLED_BACK, COMMITTED, OPEN:PREPARED",
    "COMMITTED, ABSENT, OPEN:PREPARED",
    "HEURISTIC_HAZARD, COMMITTED, COMMITTED",
  })
  void whatEndedDifferentlyIsADisagreementThatNamesTheGateways(
      String told, String first, String second) {
    OutcomeComparison comparison = compared(told, first, second);

    assertThat(comparison.disagreements())
        .singleElement()
        .asString()
        .startsWith("fleet-7: told " + told)
        .contains(first + " at gateways [0", second + " at gateways [");
    assertThat(comparison.clean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, COMMITTED, COMMITTED",
    "nothing, OPEN:PREPARED, OPEN:PREPARED",
    "COMMITTED, COMMITTED, OPEN:COMMITTING",
    "ROLLED_BACK, ABSENT, OPEN:PREPARED",
  })
  void whatHasNotEndedIsOpen(String told, String first, String second) {
    OutcomeComparison comparison = compared(told, first, second);

    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.open()).hasSize(1);
    assertThat(comparison.clean()).isFalse();
  }

  @Test
  void machinesShowTheNumberOfACommittedTransactionThatSetThem() {
    OutcomeComparison comparison = compared("COMMITTED", "COMMITTED", "COMMITTED");
    List<FleetTransaction> transactions = List.of(told("COMMITTED"));

    assertThat(comparison.with(transactions, speeds("7", "7", "0")).clean()).isTrue();
    assertThat(comparison.with(transactions, speeds("7", "0", "0")).disagreements())
        .as("committed, and the machine did not move")
        .containsExactly("drive 1 of gateway 1 shows 0, which no committed transaction set there");
    assertThat(comparison.with(transactions, speeds("7", "7", "7")).disagreements())
        .as("moved, and took no part")
        .containsExactly("drive 1 of gateway 2 shows 7, which no committed transaction set there");
  }

  @Test
  void machineThatShowsWhatWasRolledBackIsADisagreement() {
    OutcomeComparison comparison = compared("ROLLED_BACK", "ROLLED_BACK", "ROLLED_BACK");
    List<FleetTransaction> transactions = List.of(told("ROLLED_BACK"));

    assertThat(comparison.with(transactions, speeds("0", "0", "0")).clean()).isTrue();
    assertThat(comparison.with(transactions, speeds("7", "0", "0")).disagreements()).hasSize(1);
  }

  /** Of three gateways, each with its second machine at this speed and the first untouched. */
  private static List<List<String>> speeds(String... second) {
    return Arrays.stream(second).map(each -> List.of("0", each)).toList();
  }
}
