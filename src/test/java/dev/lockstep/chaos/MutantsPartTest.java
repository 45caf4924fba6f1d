package dev.lockstep.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MutantsPartTest {
  private static final String LINE =
      "WhenEnded.java,dev.lockstep.transaction.WhenEnded,org.pitest.mutationtest.engine.gregor."
          + "mutators.NegateConditionalsMutator,told,57,%s,none";

  @Test
  void mutantThatNoTestKilledIsNamedWithItsPlace() {
    assertThat(MutantsPart.survivors(List.of(mutant("SURVIVED")), Map.of()))
        .containsExactly(
            "no test notices the mutant WhenEnded.told NegateConditionalsMutator (line 57)");
    assertThat(MutantsPart.survivors(List.of(mutant("NO_COVERAGE")), Map.of())).hasSize(1);
    assertThat(MutantsPart.survivors(List.of(mutant("KILLED"), mutant("TIMED_OUT")), Map.of()))
        .isEmpty();
  }

  @Test
  void asManyMutantsMaySurviveAsAreListedAsEquivalent() {
    Map<String, Integer> one = Map.of("WhenEnded.told NegateConditionalsMutator", 1);

    assertThat(MutantsPart.survivors(List.of(mutant("SURVIVED")), one)).isEmpty();
    assertThat(MutantsPart.survivors(List.of(mutant("SURVIVED"), mutant("SURVIVED")), one))
        .hasSize(1);
  }

  private static Mutant mutant(String status) {
    return Mutant.of(LINE.formatted(status));
  }

  @Test
  void testsOfTheCoreRunWithoutTheEnginesThatLookAtEveryClass() {
    assertThat(
            MutantsPart.tested(
                String.join(
                    File.pathSeparator,
                    "/m2/quarkus-junit-3.33.2.jar",
                    "/m2/quarkus-junit-common-3.33.2.jar",
                    "/m2/archunit-junit5-engine-1.4.2.jar",
                    "/m2/archunit-1.4.2.jar",
                    "target/classes")))
        .isEqualTo(
            String.join(
                File.pathSeparator,
                "/m2/quarkus-junit-common-3.33.2.jar",
                "/m2/archunit-1.4.2.jar",
                new File("target/classes").getAbsolutePath()));
  }
}
