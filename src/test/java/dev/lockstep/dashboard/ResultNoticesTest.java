package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Requester;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What came of an act is told to who pressed it, and to nobody else. */
class ResultNoticesTest {
  private final ResultNotices results = new ResultNotices();

  private static Viewer named(String name) {
    return new Viewer(name, Set.of(), Optional.empty(), Requester.NONE);
  }

  @Test
  void resultIsToldToWhoPressedAloneAndTheOldestMakesRoom() {
    long first = results.keep(named("anna"), List.of("done"));

    assertThat(results.of(named("anna"), Long.toString(first))).containsExactly("done");
    assertThat(results.of(named("bert"), Long.toString(first))).isEmpty();
    for (String each : new String[] {null, "", "x", "99999999999999999999", "0"}) {
      assertThat(results.of(named("anna"), each)).as("%s", each).isEmpty();
    }
    for (int each = 0; each < 50; each++) {
      var unused = results.keep(named("bert"), List.of("more"));
    }
    assertThat(results.of(named("anna"), Long.toString(first))).isEmpty();
  }
}
