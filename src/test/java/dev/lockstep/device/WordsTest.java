package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, types, promises and numbers as they come from files and requests. */
class WordsTest {

  @ParameterizedTest
  @EnumSource
  void typeIsFoundByItsEdgeXNameInAnyLetterCase(ValueType type) {
    assertThat(ValueType.named(type.edgeXName())).contains(type);
    assertThat(ValueType.named(type.edgeXName().toUpperCase(Locale.ROOT))).contains(type);
    assertThat(ValueType.named(" " + type.edgeXName() + " ")).contains(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Int", "Float", "Int32Arrays", "UINT8_ARRAY"})
  void unknownTypeIsNone(String name) {
    assertThat(ValueType.named(name)).isEmpty();
  }

  @Test
  void arrayIsNamedAfterItsElement() {
    assertThat(ValueType.FLOAT32_ARRAY.edgeXName()).isEqualTo("Float32Array");
    assertThat(ValueType.FLOAT32_ARRAY.element()).contains(ValueType.FLOAT32);
    assertThat(ValueType.FLOAT32.element()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Press", "Pressé 1", "a/b c:d", "プレス"})
  void nameMayBeAnythingThatPeopleWrite(String name) {
    assertThat(new DeviceName(name)).hasToString(name);
  }

  @Test
  void nameOfTwoHundredCharactersIsTheLongest() {
    assertThat(new CommandName("x".repeat(200)).value()).hasSize(200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CommandName("x".repeat(201)))
        .withMessageContaining("201")
        .withMessageContaining("200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a\nb", "a\u0000", "\u007f", "a\u0085b"})
  void nameThatIsEmptyOrHoldsAControlCharacterIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new DeviceName(name));
    assertThatIllegalArgumentException().isThrownBy(() -> new ResourceName(name));
    assertThatIllegalArgumentException().isThrownBy(() -> new ProfileName(name));
  }

  @Test
  void weakestPromiseIsTheOneThatIsLeft() {
    assertThat(Stream.of(Promise.DURABLE, Promise.LEASED).reduce(Promise::weaker))
        .contains(Promise.LEASED);
    assertThat(Stream.of(Promise.SESSION, Promise.LEASED).reduce(Promise::weaker))
        .contains(Promise.SESSION);
    assertThat(Stream.of(Promise.values()).reduce(Promise::weaker)).contains(Promise.CHECKED);
    assertThat(Promise.DURABLE.weaker(Promise.DURABLE)).isEqualTo(Promise.DURABLE);
  }

  @ParameterizedTest
  @CsvSource({"1.0, 1", "100, 1E2", "0.000, 0", "-0.50, -0.5"})
  void numbersAreEqualWhereTheirAmountsAre(String one, String other) {
    assertThat(Value.Numeric.of(one)).isEqualTo(Value.Numeric.of(other));
  }

  @Test
  void numberIsShownInFull() {
    assertThat(Value.Numeric.of("1E3")).hasToString("1000");
  }
}
