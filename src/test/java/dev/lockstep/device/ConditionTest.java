package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.device.Condition.Relation;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When something that is required holds. */
class ConditionTest {

  @ParameterizedTest
  @CsvSource({
    "EQUALS,     false, true,  false",
    "NOT_EQUALS, true,  false, true",
    "ABOVE,      false, false, true",
    "AT_LEAST,   false, true,  true",
    "BELOW,      true,  false, false",
    "AT_MOST,    true,  true,  false"
  })
  void relationHolds(Relation relation, boolean below, boolean same, boolean above) {
    Condition condition = condition(relation, "0", Value.Numeric.of(50));
    assertThat(condition.holds(Value.Numeric.of("49.9"))).isEqualTo(below);
    assertThat(condition.holds(Value.Numeric.of("50.0"))).isEqualTo(same);
    assertThat(condition.holds(Value.Numeric.of("50.1"))).isEqualTo(above);
  }

  @ParameterizedTest
  @EnumSource(names = {"ABOVE", "AT_LEAST", "BELOW", "AT_MOST"})
  void orderNeverHoldsForWhatIsNoNumber(Relation relation) {
    Condition condition = condition(relation, "0", Value.Numeric.of(50));
    assertThat(condition.holds(new Value.Text("50"))).isFalse();
    assertThat(condition.holds(new Value.Flag(true))).isFalse();
  }

  @Test
  void oneOfHoldsForEachOfItsValues() {
    Condition condition =
        condition(Relation.ONE_OF, "0", new Value.Text("IDLE"), new Value.Text("READY"));
    assertThat(condition.holds(new Value.Text("READY"))).isTrue();
    assertThat(condition.holds(new Value.Text("RUNNING"))).isFalse();
  }

  @Test
  void equalityOfNumbersAllowsTheTolerance() {
    assertThat(condition(Relation.EQUALS, "0.5", Value.Numeric.of(50)).holds(number("50.5")))
        .isTrue();
    assertThat(condition(Relation.NOT_EQUALS, "0.5", Value.Numeric.of(50)).holds(number("50.5")))
        .isFalse();
  }

  @Test
  void onlyOneOfTakesSeveralValues() {
    Value one = Value.Numeric.of(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> condition(Relation.EQUALS, "0", one, one))
        .withMessage("equals takes one value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> condition(Relation.ONE_OF, "0"))
        .withMessage("oneOf takes a list");
  }

  @ParameterizedTest
  @EnumSource
  void relationIsFoundByItsWord(Relation relation) {
    assertThat(Relation.of(relation.word())).contains(relation);
    assertThat(Relation.of(relation.word() + "x")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void nothingHoldsOfANumberThatIsNoneNorOfANull(Relation relation) {
    Condition condition = condition(relation, "1", Value.Numeric.of(50));
    for (Value.NonFinite none : Value.NonFinite.values()) {
      assertThat(condition.holds(none)).isFalse();
    }
    assertThat(condition.holds(new Value.Null())).isFalse();
  }

  @Test
  void nullIsAsGoodAsTheEmptyText() {
    assertThat(condition(Relation.EQUALS, "0", new Value.Text("")).holds(new Value.Null()))
        .isTrue();
    assertThat(condition(Relation.NOT_EQUALS, "0", new Value.Text("")).holds(new Value.Null()))
        .isFalse();
  }

  @Test
  void whatTheWireCannotTellApartIsNeitherAboveNorBelow() {
    Encoding single = new Encoding(Encoding.Form.BINARY32, Scaling.NONE);
    Value read = new Value.Numeric(new BigDecimal("0.100000001490116119384765625"));
    assertThat(condition(Relation.ABOVE, "0", number("0.1")).holds(read, single)).isFalse();
    assertThat(condition(Relation.AT_MOST, "0", number("0.1")).holds(read, single)).isTrue();
    assertThat(condition(Relation.EQUALS, "0", number("0.1")).holds(read, single)).isTrue();
  }

  private static Value number(String amount) {
    return Value.Numeric.of(amount);
  }

  private static Condition condition(Relation relation, String tolerance, Value... operands) {
    ResourceName resource = new ResourceName("Guard");
    return new Condition(resource, relation, List.of(operands), new BigDecimal(tolerance));
  }
}
