package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Equal requests have one canonical form, and no others have it. */
class CanonicalPlanTest {
  private static CoordinationPlan plan(Map<String, Object> arguments, int lostMax) {
    return new CoordinationPlan(
        new TransactionId("t1"),
        List.of(
            new CoordinationPlan.Share(
                URI.create("http://a"),
                List.of(new CoordinationPlan.Wish("press", "SetRecipe", arguments, 1)))),
        new CoordinationPlan.Terms(Duration.ofSeconds(10), lostMax, 4),
        Instant.EPOCH.plusSeconds(lostMax));
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int each = 0; each < pairs.length; each += 2) {
      map.put((String) pairs[each], pairs[each + 1]);
    }
    return map;
  }

  @Test
  void itIsWrittenAsItStandsHereInEveryVersion() {
    assertThat(
            plan(ordered("z", new BigDecimal("1E2"), "a", List.of(true, "\u00fc")), 3).canonical())
        .isEqualTo(
            """
            {"id":"t1","participants":[{"commands":[{"arguments":{"a":[true,"\\u00FC"],"z":100},\
            "command":"SetRecipe","device":"press","read":false,"stage":1}],"gateway":"http://a"}],\
            "timeout":"PT10S"}\
            """);
  }

  @Test
  void orderOfFieldsFormOfNumbersAndWhatACallerDidNotAskForMakeNoDifference() {
    Map<String, Object> nested = ordered("x", "1", "w", new BigDecimal("0.0"));
    Map<String, Object> turned = ordered("w", new BigDecimal("0E5"), "x", "1");
    CoordinationPlan one = plan(ordered("n", new BigDecimal("100.0"), "m", nested), 3);
    CoordinationPlan other = plan(ordered("m", turned, "n", new BigDecimal("1E2")), 5);
    assertThat(one.asks(other)).isTrue();
    assertThat(one.canonical()).isEqualTo(other.canonical());
  }

  @Test
  void dryRunIsAnotherRequestAndThePlanFileIsNone() {
    CoordinationPlan run = plan(Map.of(), 3);
    PlanOrigin file = new PlanOrigin("changeover", "9f86d081884c7d65");
    CoordinationPlan named = with(run, CoordinationPlan.Intent.RUN, file);
    CoordinationPlan dry = with(run, CoordinationPlan.Intent.DRY_RUN, file);
    assertThat(run.asks(named)).isTrue();
    assertThat(named.canonical()).isEqualTo(run.canonical());
    assertThat(run.asks(dry)).isFalse();
    assertThat(dry.canonical()).contains("\"intent\":\"DRY_RUN\"");
  }

  private static CoordinationPlan with(
      CoordinationPlan plan, CoordinationPlan.Intent intent, PlanOrigin file) {
    return new CoordinationPlan(
        plan.id(),
        plan.shares(),
        plan.terms(),
        plan.at(),
        intent,
        Optional.of(file),
        Optional.empty());
  }

  @Test
  void otherValuesAndTypesDo() {
    String text = plan(ordered("n", "100"), 3).canonical();
    assertThat(plan(ordered("n", new BigDecimal("100")), 3).canonical()).isNotEqualTo(text);
    assertThat(plan(ordered("n", "101"), 3).canonical()).isNotEqualTo(text);
    assertThat(plan(ordered("N", "100"), 3).canonical()).isNotEqualTo(text);
  }
}
