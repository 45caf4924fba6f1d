package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.participant.PresentReading.Expectation;
import dev.lockstep.participant.PresentReading.Use;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person looks at before a decision: read now, beside what is wanted and what was. */
class PresentReadingsTest {
  private final OperatedGateway gateway = new OperatedGateway();

  @BeforeEach
  void start() {
    gateway.start();
    gateway.vote("press", "SetSpeed", "Speed");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private PresentReading reading(String resource) {
    List<PresentReading> all = gateway.rig.participant().readings(gateway.state());
    assertThat(all)
        .extracting(each -> each.resource().value())
        .containsExactly("Speed", "GuardClosed");
    return all.stream()
        .filter(each -> each.resource().value().equals(resource))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachResourceIsShownAsItIsNowBesideWhatIsWantedAndWhatWas() {
    gateway.press().values.put(new ResourceName("Speed"), Value.Numeric.of(3));

    PresentReading speed = reading("Speed");

    assertThat(speed.wanted()).contains(Value.Numeric.of(7));
    assertThat(speed.before())
        .hasValueSatisfying(was -> assertThat(was.value()).isNotEqualTo(Value.Numeric.of(3)));
    assertThat(((Reading.Seen) speed.now()).value()).isEqualTo(Value.Numeric.of(3));
    assertThat(speed.expectations()).isEmpty();
    assertThat(speed.sentence()).isEqualTo("press Speed = 3 (Good)");
  }

  @Test
  void requirementSaysWhetherItHoldsNow() {
    assertThat(reading("GuardClosed").expectations())
        .containsExactly(
            new Expectation(Use.REQUIRED, "GuardClosed equals true", Optional.of(true)));

    gateway.press().values.put(new ResourceName("GuardClosed"), new Value.Flag(false));

    assertThat(reading("GuardClosed").expectations())
        .extracting(Expectation::holds)
        .containsExactly(Optional.of(false));
    assertThat(reading("GuardClosed").wanted()).isEmpty();
  }

  @Test
  void deviceThatDoesNotAnswerIsShownAsSuch() {
    gateway.press().mood = Mood.OFFLINE;

    PresentReading speed = reading("Speed");

    assertThat(speed.now()).isInstanceOf(Reading.Unseen.class);
    assertThat(speed.sentence()).startsWith("press Speed could not be read: ");
    assertThat(reading("GuardClosed").expectations())
        .extracting(Expectation::holds)
        .containsExactly(Optional.empty());
  }
}
