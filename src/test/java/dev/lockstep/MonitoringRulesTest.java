package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.StandingTroubles;
import dev.lockstep.transaction.Intervention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped alarms: one for everything that a person must know, each with what to do. */
class MonitoringRulesTest {
  private static final Path SHIPPED = Path.of("deploy/monitoring");

  private static Object yaml(String name) throws IOException {
    return new Load(LoadSettings.builder().build())
        .loadFromString(Files.readString(SHIPPED.resolve(name)));
  }

  private static List<Map<?, ?>> list(Object of, String key) {
    assertThat(of).isInstanceOf(Map.class);
    return ((List<?>) ((Map<?, ?>) of).get(key))
        .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }

  private static List<Map<?, ?>> rules() throws IOException {
    return list(list(yaml("rules.yml"), "groups").getFirst(), "rules");
  }

  private static List<String> expressions() throws IOException {
    return rules().stream().map(each -> String.valueOf(each.get("expr"))).toList();
  }

  @Test
  void everyKindOfWaitingForAPersonHasItsAlarm() throws IOException {
    assertThat(expressions())
        .containsAll(
            Stream.of(Intervention.Kind.values())
                .map(kind -> "lockstep_transactions_waiting{kind=\"%s\"} > 0".formatted(kind))
                .toList());
  }

  @Test
  void everyPartThatCanBeInTroubleHasItsAlarm() throws IOException {
    assertThat(expressions())
        .containsAll(
            Stream.of(StandingTroubles.Part.values())
                .map(part -> "lockstep_troubles{part=\"%s\"} > 0".formatted(part))
                .toList());
  }

  @Test
  void everyAlarmSaysWhatItIsAndWhatToDoAndIsTried() throws IOException {
    List<String> tried =
        list(yaml("rules_test.yml"), "tests").stream()
            .map(each -> String.valueOf(each.get("name")))
            .toList();
    for (Map<?, ?> rule : rules()) {
      String name = String.valueOf(rule.get("alert"));
      Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
      assertThat(String.valueOf(annotations.get("summary"))).as(name).contains("$labels.instance");
      assertThat(String.valueOf(annotations.get("remedy"))).as(name).endsWith(".");
      assertThat(((Map<?, ?>) rule.get("labels")).get("severity"))
          .as(name)
          .isIn("critical", "warning");
      assertThat(tried).contains(name);
    }
  }
}
