package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StraceCounterTest {

  @Test
  void countsTheCallsThatMakeDurable() {
    List<String> table =
        List.of(
            "% time     seconds  usecs/call     calls    errors syscall",
            "------ ----------- ----------- --------- --------- ----------------",
            " 80.00    0.000008           2         3           fsync",
            " 15.00    0.000002           0        40         2 fdatasync",
            "  5.00    0.000002           0       500           openat",
            "------ ----------- ----------- --------- --------- ----------------",
            "100.00    0.000010           1       543         2 total");

    assertThat(StraceCounter.count(table)).isEqualTo(43);
  }

  @Test
  void aTableWithoutAnyIsNone() {
    assertThat(StraceCounter.count(List.of())).isZero();
  }
}
