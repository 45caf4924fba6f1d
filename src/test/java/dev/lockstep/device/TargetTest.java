package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  private static final Target NODE = new Target("opc.tcp://plc:4840", "ns=1;s=Ramp");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|5|true",
        "5|6|false",
        "2:4|4:6|true",
        "2:3|4:6|false",
        "0,1|0,2|false",
        "0,1|0:1,1|true",
        "3|3,0:4|true",
        "2|3,0:4|false"
      })
  void elementsAreOneThingWhereTheyHaveOneInCommon(String one, String other, boolean same) {
    assertThat(elements(one).overlaps(elements(other))).isEqualTo(same);
    assertThat(elements(one).held().overlaps(elements(other).held())).isEqualTo(same);
  }

  @Test
  void wholeNodeOverlapsEachOfItsElements() {
    assertThat(NODE.overlaps(elements("5"))).isTrue();
    assertThat(elements("5").overlaps(NODE)).isTrue();
    assertThat(elements("5").whole()).isEqualTo(NODE);
    assertThat(elements("5")).hasToString("ns=1;s=Ramp [5] at opc.tcp://plc:4840");
  }

  @Test
  void fieldsOfAMessageAreHeldAsTheMessageBecauseThatIsWrittenWhole() {
    Target speed = new Target("mqtt://b", "line/set", new Target.Part.Field("speed"));
    Target force = new Target("mqtt://b", "line/set", new Target.Part.Field("force"));
    assertThat(speed.overlaps(force)).isFalse();
    assertThat(speed.held()).isEqualTo(force.held()).isEqualTo(new Target("mqtt://b", "line/set"));
    assertThat(speed.overlaps(speed.held())).isTrue();
  }

  private static Target elements(String range) {
    IndexRange parsed = IndexRange.parse(range).orElseThrow();
    return new Target(NODE.server(), NODE.point(), new Target.Part.Elements(parsed));
  }
}
