package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.IndexRange;
import dev.lockstep.device.ValueType;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.eclipse.milo.opcua.sdk.core.NumericRange;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;

class ValuePartTest {
  private static final WireType LIST = new WireType(OpcUaDataType.Int32, 1);
  private static final WireType MATRIX = new WireType(OpcUaDataType.Int32, 2);

  @Test
  void singleValueIsAnArrayOfOneOnTheWire() throws Exception {
    ValuePart element = ValuePart.of(range("5"), ValueType.INT32, LIST);
    assertThat(element.encoded().dimensions()).isZero();
    assertThat(element.written(Variant.ofInt32(7)).value()).isEqualTo(new Integer[] {7});
    Matrix cell =
        (Matrix)
            ValuePart.of(range("1,2"), ValueType.INT32, MATRIX).written(Variant.ofInt32(7)).value();
    assertThat(cell.getDimensions()).containsExactly(1, 1);
    assertThat(cell.getElements()).isEqualTo(new Integer[] {7});
    assertThat(read("5", ValueType.INT32, Variant.of(new Integer[] {7})).value()).isEqualTo(7);
    assertThat(read("1,2", ValueType.INT32, Variant.ofMatrix(cell)).value()).isEqualTo(7);
    assertThat(read("5", ValueType.INT32_ARRAY, Variant.of(new Integer[] {7})).value())
        .isEqualTo(new Integer[] {7});
  }

  @Test
  void answerThatIsNotWhatTheRangeAsksForIsNotBelieved() {
    assertThatThrownBy(() -> read("5", ValueType.INT32, Variant.of(new Integer[] {1, 2})))
        .hasMessageContaining("more than the range 5");
    assertThatThrownBy(
            () -> read("0:1", ValueType.INT32_ARRAY, Variant.of(new Integer[] {1, 2, 3})))
        .hasMessageContaining("more than the range 0:1");
    assertThatThrownBy(() -> read("5", ValueType.INT32, Variant.ofInt32(7)))
        .hasMessageContaining("more than the range 5");
    assertThatThrownBy(() -> read("5", ValueType.INT32, Variant.of(new Integer[] {})))
        .hasMessageContaining("the range 5 has 0 elements, and Int32 is one");
    assertThatThrownBy(() -> read("0:1", ValueType.STRING, Variant.ofString("abc")))
        .hasMessageContaining("more than the range 0:1");
  }

  @Test
  void whatStandsThereNowIsCompletedByNoWrite() {
    assertThat(ValuePart.shortfall(range("0:2"), "ab"))
        .contains("the machine's text ends within the range 0:2 now: 2 of it are there");
    assertThat(ValuePart.shortfall(range("0:2"), ByteString.of(new byte[] {1, 2}))).isPresent();
    assertThat(ValuePart.shortfall(range("0:2"), "abc")).isEmpty();
    // A server may count the octets of UTF-8.
    assertThat(ValuePart.shortfall(range("0:2"), "aö")).isEmpty();
    assertThat(ValuePart.shortfall(range("0:1,0:2"), new String[] {"abc", "ab"})).isPresent();
    Matrix wide = Matrix.ofInt32(new int[][] {{1, 2}});
    assertThat(ValuePart.shortfall(range("0:1,0:1"), wide)).isPresent();
    assertThat(ValuePart.shortfall(range("0,0:1"), wide)).isEmpty();
  }

  /** What Milo's server makes of it. */
  @Property(tries = 300)
  void whatIsWrittenStandsInTheRangeAndTheRestIsAsItWas(
      @ForAll @Size(min = 1, max = 8) Integer[] array,
      @ForAll @IntRange(max = 7) int one,
      @ForAll @IntRange(max = 7) int other,
      @ForAll Integer value)
      throws Exception {
    int first = Math.min(one, other) % array.length;
    int last = Math.max(first, Math.max(one, other) % array.length);
    IndexRange range = range(first == last ? "" + first : first + ":" + last);
    NumericRange theirs = NumericRange.parse(range.toString());
    Integer[] fresh = new Integer[last - first + 1];
    Arrays.fill(fresh, value);
    ValueType declared = first == last ? ValueType.INT32 : ValueType.INT32_ARRAY;
    Variant given = first == last ? Variant.of(value) : Variant.of(fresh);

    Variant sent = ValuePart.of(range, declared, LIST).written(given);
    Object after = NumericRange.writeToValueAtRange(Variant.of(array), sent, theirs);

    Integer[] wanted = array.clone();
    Arrays.fill(wanted, first, last + 1, value);
    assertThat(after).isEqualTo(wanted);
    Variant shown = Variant.of(NumericRange.readFromValueAtRange(Variant.of(after), theirs));
    assertThat(ValuePart.read(shown, range, declared).value()).isEqualTo(given.value());
    assertThat(ValuePart.shortfall(range, shown.value())).isEmpty();
  }

  private static Variant read(String range, ValueType declared, Variant shown) throws Exception {
    return ValuePart.read(shown, range(range), declared);
  }

  private static IndexRange range(String text) {
    return IndexRange.parse(text).orElseThrow();
  }
}
