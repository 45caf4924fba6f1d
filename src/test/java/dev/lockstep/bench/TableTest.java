package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void wordsStandToTheLeftAndNumbersToTheRightUnderTheirHeadings() {
    Table table =
        new Table("system", "tx/s", "fsyncs").row("lockstep", "2100", "0.25").row("nn", "430", "-");

    assertThat(table.toString().lines())
        .containsExactly(
            "system    tx/s  fsyncs", //
            "lockstep  2100    0.25",
            "nn         430       -");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    Table table = new Table("one", "two");

    assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
  }
}
