package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource.Limits;
import dev.lockstep.device.Resource.Misfit;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be written to a resource, and what is said where it may not. */
class ResourceTest {

  @ParameterizedTest
  @CsvSource({"0.1", "0.10", "0.3", "0.2"})
  void limitsAreInclusiveAndCompareAsDecimals(String amount) {
    Resource resource = resource(ValueType.FLOAT32, limits("0.1", "0.3"), Scaling.NONE);
    assertThat(resource.misfit(Value.Numeric.of(amount))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.09999999999999999999", "0.30000000000000000001", "-0.1"})
  void valueBesideALimitIsRefusedHoweverClose(String amount) {
    // As a 32-bit float each of them would be the limit itself.
    Resource resource = resource(ValueType.FLOAT32, limits("0.1", "0.3"), Scaling.NONE);
    assertThat(resource.misfit(Value.Numeric.of(amount)))
        .hasValueSatisfying(
            misfit -> {
              assertThat(misfit.code()).isEqualTo(Code.OUT_OF_RANGE);
              assertThat(misfit.detail()).contains(amount, "0.1 to 0.3");
            });
  }

  @Test
  void elementsOfAMatrixKeepTheLimits() {
    Resource resource = resource(ValueType.INT8_ARRAY, limits("0", "9"), Scaling.NONE);
    Value row = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(9)));
    Value wrong = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(10)));
    assertThat(resource.misfit(new Value.Listing(List.of(row, row)))).isEmpty();
    assertThat(resource.misfit(new Value.Listing(List.of(row, wrong))))
        .hasValueSatisfying(misfit -> assertThat(misfit.code()).isEqualTo(Code.OUT_OF_RANGE));
  }

  @Test
  void limitOnOneSideLeavesTheOtherOpen() {
    Limits above = new Limits(Optional.of(BigDecimal.TEN), Optional.empty());
    Resource resource = resource(ValueType.INT64, above, Scaling.NONE);
    assertThat(resource.misfit(Value.Numeric.of(Long.MAX_VALUE))).isEmpty();
    assertThat(resource.misfit(Value.Numeric.of(9)))
        .hasValueSatisfying(misfit -> assertThat(misfit.detail()).contains("10 to any"));
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 0, 255",
    "UINT16, 0, 65535",
    "UINT32, 0, 4294967295",
    "UINT64, 0, 18446744073709551615",
    "INT8, -128, 127",
    "INT16, -32768, 32767",
    "INT32, -2147483648, 2147483647",
    "INT64, -9223372036854775808, 9223372036854775807"
  })
  void wholeTypeHoldsItsWidthAndNotOneMore(ValueType type, String least, String most) {
    Resource resource = resource(type, Limits.NONE, Scaling.NONE);
    assertThat(resource.misfit(Value.Numeric.of(least))).isEmpty();
    assertThat(resource.misfit(Value.Numeric.of(most))).isEmpty();
    Value below = new Value.Numeric(new BigDecimal(least).subtract(BigDecimal.ONE));
    Value above = new Value.Numeric(new BigDecimal(most).add(BigDecimal.ONE));
    assertThat(code(resource.misfit(below))).contains(Code.OUT_OF_RANGE);
    assertThat(code(resource.misfit(above))).contains(Code.OUT_OF_RANGE);
  }

  @Test
  void fractionDoesNotFitAWholeTypeButAWholeNumberWithZerosDoes() {
    Resource resource = resource(ValueType.INT16, Limits.NONE, Scaling.NONE);
    assertThat(resource.misfit(Value.Numeric.of("7.000"))).isEmpty();
    assertThat(code(resource.misfit(Value.Numeric.of("7.5")))).contains(Code.OUT_OF_RANGE);
  }

  @Test
  void valueBetweenTwoStepsOfTheScaleIsRefusedWithTheResolution() {
    Scaling tenths = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    Resource resource = resource(ValueType.UINT16, Limits.NONE, tenths);
    assertThat(resource.misfit(Value.Numeric.of("21.5"))).isEmpty();
    assertThat(resource.misfit(Value.Numeric.of("-40"))).isEmpty();
    assertThat(resource.misfit(Value.Numeric.of("21.55")))
        .hasValueSatisfying(
            misfit -> assertThat(misfit.detail()).contains("21.55", "Uint16", "resolution of 0.1"));
  }

  @Test
  void rawNumberThatDoesNotFitIsNamedBesideTheEngineeringOne() {
    Scaling tenths = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    Resource resource = resource(ValueType.FLOAT32, Limits.NONE, tenths);
    assertThat(resource.misfit(Value.Numeric.of("10000000000")))
        .hasValueSatisfying(
            misfit ->
                assertThat(misfit.detail())
                    .isEqualTo("10000000000 (raw 100000000400) does not fit Float32 exactly"));
  }

  @Test
  void widthCountsTheRawNumberAndLimitsTheEngineeringOne() {
    Scaling hundreds = new Scaling(new BigDecimal("100"), BigDecimal.ZERO);
    Resource resource = resource(ValueType.UINT8, limits("0", "25500"), hundreds);
    assertThat(resource.misfit(Value.Numeric.of(25_500))).isEmpty();
    Resource wide = resource(ValueType.UINT8, Limits.NONE, hundreds);
    assertThat(code(wide.misfit(Value.Numeric.of(25_600)))).contains(Code.OUT_OF_RANGE);
  }

  @Test
  void scaleThatDoesNotDivideEvenlyIsRefusedForAWholeType() {
    Scaling thirds = new Scaling(new BigDecimal("3"), BigDecimal.ZERO);
    Resource resource = resource(ValueType.INT32, Limits.NONE, thirds);
    assertThat(resource.misfit(Value.Numeric.of(9))).isEmpty();
    assertThat(code(resource.misfit(Value.Numeric.of(10)))).contains(Code.OUT_OF_RANGE);
  }

  @Test
  void numberThatWouldBecomeInfiniteIsRefused() {
    Resource single = resource(ValueType.FLOAT32, Limits.NONE, Scaling.NONE);
    Resource twice = resource(ValueType.FLOAT64, Limits.NONE, Scaling.NONE);
    assertThat(single.misfit(Value.Numeric.of("3.4e38"))).isEmpty();
    assertThat(code(single.misfit(Value.Numeric.of("3.5e38")))).contains(Code.OUT_OF_RANGE);
    assertThat(twice.misfit(Value.Numeric.of("3.5e38"))).isEmpty();
    assertThat(code(twice.misfit(Value.Numeric.of("1.8e308")))).contains(Code.OUT_OF_RANGE);
  }

  @Test
  void everyElementOfAnArrayMustFit() {
    Resource resource = resource(ValueType.UINT8_ARRAY, limits("0", "200"), Scaling.NONE);
    Value fits = listing(Value.Numeric.of(0), Value.Numeric.of(200));
    Value tooMuch = listing(Value.Numeric.of(0), Value.Numeric.of(201));
    Value mixed = listing(Value.Numeric.of(0), new Value.Text("1"));
    assertThat(resource.misfit(fits)).isEmpty();
    assertThat(resource.misfit(listing())).isEmpty();
    assertThat(code(resource.misfit(tooMuch))).contains(Code.OUT_OF_RANGE);
    assertThat(code(resource.misfit(mixed))).contains(Code.WRONG_TYPE);
    assertThat(code(resource.misfit(Value.Numeric.of(0)))).contains(Code.WRONG_TYPE);
  }

  @Test
  void wrongTypeSaysWhatIsWantedAndWhatWasFound() {
    Resource resource = resource(ValueType.INT16, Limits.NONE, Scaling.NONE);
    assertThat(resource.misfit(new Value.Text("7")))
        .contains(new Misfit(Code.WRONG_TYPE, "expected Int16, found the text \"7\""));
    assertThat(resource.misfit(new Value.Flag(true)))
        .contains(new Misfit(Code.WRONG_TYPE, "expected Int16, found the boolean true"));
  }

  @Test
  void longTextIsShortenedInTheAnswer() {
    Resource resource = resource(ValueType.INT16, Limits.NONE, Scaling.NONE);
    assertThat(resource.misfit(new Value.Text("x".repeat(10_000))))
        .hasValueSatisfying(misfit -> assertThat(misfit.detail()).hasSizeLessThan(100));
  }

  @Test
  void eachKindTakesItsOwnShapeAlone() {
    Value structure = new Value.Structure(new LinkedHashMap<>());
    Map<ValueType, Value> shapes =
        Map.of(
            ValueType.BOOL,
            new Value.Flag(true),
            ValueType.STRING,
            new Value.Text("a"),
            ValueType.INT8,
            Value.Numeric.of(1),
            ValueType.BINARY,
            new Value.Octets("AA=="),
            ValueType.OBJECT,
            structure,
            ValueType.BOOL_ARRAY,
            listing(new Value.Flag(true)));
    shapes.forEach(
        (type, own) ->
            shapes.forEach(
                (otherType, other) ->
                    assertThat(resource(type, Limits.NONE, Scaling.NONE).misfit(other))
                        .as("%s into %s", other, type)
                        .matches(misfit -> misfit.isEmpty() == (type == otherType))));
  }

  private static Optional<Code> code(Optional<Misfit> misfit) {
    return misfit.map(Misfit::code);
  }

  private static Value listing(Value... elements) {
    return new Value.Listing(List.of(elements));
  }

  private static Limits limits(String minimum, String maximum) {
    return new Limits(Optional.of(new BigDecimal(minimum)), Optional.of(new BigDecimal(maximum)));
  }

  private static Resource resource(ValueType type, Limits limits, Scaling scaling) {
    ResourceName name = new ResourceName("Pressure");
    return new Resource(name, type, Access.READ_WRITE, limits, scaling, "bar", Map.of());
  }
}
