package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StraceTest {

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

    assertThat(Strace.count(table)).isEqualTo(43);
  }

  @Test
  void aTableWithoutAnyIsNone() {
    assertThat(Strace.count(List.of())).isZero();
  }
}
