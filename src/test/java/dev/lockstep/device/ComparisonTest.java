package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what was read proves what was meant. */
class ComparisonTest {

  @ParameterizedTest
  @CsvSource({"0.1", "21.55", "-273.15", "1234567.8"})
  void fractionMatchesTheFloatOrDoubleNearestToIt(String meant) {
    BigDecimal single = new BigDecimal(Float.parseFloat(meant));
    BigDecimal twice = new BigDecimal(Double.parseDouble(meant));
    assertThat(matches(meant, single.toPlainString(), "0")).isTrue();
    assertThat(matches(meant, twice.toPlainString(), "0")).isTrue();
  }

  @Test
  void floatBesideTheNearestOneDoesNotMatch() {
    BigDecimal beside = new BigDecimal(Math.nextUp(0.1f));
    assertThat(matches("0.1", beside.toPlainString(), "0")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // Each of the second is the 32-bit float, or the double, nearest to the first.
    "20240117, 20240116",
    "16777217, 16777216",
    "9223372036854775807, 9223372036854775806",
    "9223372036854775807, 9223372036854775808"
  })
  void wholeNumberMatchesItselfAlone(String meant, String read) {
    // An order number is not yesterday's order number, however near.
    assertThat(matches(meant, read, "0")).isFalse();
    assertThat(matches(meant, meant, "0")).isTrue();
    assertThat(matches(meant, meant + ".000", "0")).isTrue();
  }

  @Test
  void toleranceIsInclusiveOnBothSides() {
    assertThat(matches("80", "80.5", "0.5")).isTrue();
    assertThat(matches("80", "79.5", "0.5")).isTrue();
    assertThat(matches("80", "80.500001", "0.5")).isFalse();
    assertThat(matches("80", "79.499999", "0.5")).isFalse();
  }

  @Test
  void numberTooLargeForADoubleMatchesItselfAlone() {
    assertThat(matches("1e400", "1e400", "0")).isTrue();
    assertThat(matches("1e400", "1e401", "0")).isFalse();
  }

  @Test
  void listsMatchElementByElementWithTolerance() {
    Value meant = numbers("1", "2");
    BigDecimal half = new BigDecimal("0.5");
    assertThat(Comparison.matches(meant, numbers("1.5", "1.5"), half)).isTrue();
    assertThat(Comparison.matches(meant, numbers("2", "1"), half)).isFalse();
    assertThat(Comparison.matches(meant, numbers("1"), half)).isFalse();
    assertThat(Comparison.matches(meant, Value.Numeric.of(1), half)).isFalse();
  }

  @Test
  void otherShapesMatchWhereTheyAreEqual() {
    Value on = new Value.Flag(true);
    assertThat(Comparison.matches(on, new Value.Flag(true), BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(on, new Value.Flag(false), BigDecimal.TEN)).isFalse();
    assertThat(Comparison.matches(on, new Value.Text("true"), BigDecimal.ZERO)).isFalse();
    assertThat(Comparison.matches(Value.Numeric.of(1), new Value.Text("1"), BigDecimal.ZERO))
        .isFalse();
    assertThat(Comparison.matches(new Value.Text("A"), new Value.Text("a"), BigDecimal.ZERO))
        .isFalse();
  }

  @Test
  void numbersInsideObjectsAreComparedAsTheWireHoldsThemAndWithTolerance() {
    Value meant = object("speed", "0.1");
    String single = "0.100000001490116119384765625";
    assertThat(Comparison.matches(meant, object("speed", single), BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(meant, object("speed", "0.11"), BigDecimal.ZERO)).isFalse();
    assertThat(Comparison.matches(meant, object("speed", "0.11"), new BigDecimal("0.02"))).isTrue();
    assertThat(Comparison.matches(meant, object("Speed", "0.1"), BigDecimal.TEN)).isFalse();
    Value listed = new Value.Listing(List.of(meant));
    Value told = new Value.Listing(List.of(object("speed", single)));
    assertThat(Comparison.matches(listed, told, BigDecimal.ZERO)).isTrue();
  }

  private static Value object(String name, String amount) {
    return new Value.Structure(new LinkedHashMap<>(Map.of(name, Value.Numeric.of(amount))));
  }

  @Test
  void scaleIsUndoneBeforeAFloatIsCompared() {
    Scaling scaling = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    Value meant = Value.Numeric.of("-12.34");
    Value read = new Value.Numeric(scaling.toEngineering(new BigDecimal("276.600006103515625")));
    Encoding text = new Encoding(Encoding.Form.DECIMAL, scaling);
    Encoding single = new Encoding(Encoding.Form.BINARY32, scaling);
    assertThat(Comparison.matches(meant, read, text, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(meant, read, single, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(meant, read, BigDecimal.ZERO)).isFalse();
  }

  @Test
  void floatThatAMachineTellsInItsShortestDigitsMatches() {
    assertThat(matches("1234567.89", "1234567.9", "0")).isTrue();
    assertThat(matches("1234567.89", "1234567.8", "0")).isFalse();
  }

  @Test
  void spellingOfAnInstantMattersOnlyWhereTheWireHoldsText() {
    Value meant = new Value.Text("2026-05-04T05:02:01.000+02:00");
    Value read = new Value.Text("2026-05-04T03:02:01Z");
    Encoding instant = new Encoding(Encoding.Form.INSTANT, Scaling.NONE);
    assertThat(Comparison.matches(meant, read, instant, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(meant, read, BigDecimal.ZERO)).isFalse();
    Value later = new Value.Text("2026-05-04T03:02:01.000000100Z");
    assertThat(Comparison.matches(meant, later, instant, BigDecimal.ZERO)).isFalse();
  }

  @Test
  void nullIsTheEmptyTextOctetsOrListAndNothingElse() {
    Value none = new Value.Null();
    assertThat(Comparison.matches(new Value.Text(""), none, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(new Value.Octets(""), none, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(new Value.Listing(List.of()), none, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(new Value.Text("a"), none, BigDecimal.ZERO)).isFalse();
    assertThat(Comparison.matches(Value.Numeric.of(0), none, BigDecimal.TEN)).isFalse();
    assertThat(Comparison.matches(Value.Numeric.of(0), Value.NonFinite.NAN, BigDecimal.TEN))
        .isFalse();
  }

  @Test
  void fieldsOfAStructureAreComparedEachInItsOwnWay() {
    Encoding instant = new Encoding(Encoding.Form.INSTANT, Scaling.NONE);
    Encoding exact = new Encoding(Encoding.Form.EXACT, Scaling.NONE);
    Encoding fields = Encoding.ofStructure(Map.of("due", instant, "word", exact));
    Value read = fields("due", "2026-05-04T03:02:01Z", "word", "2026-05-04T03:02:01Z");
    String spelled = "2026-05-04T03:02:01.000Z";
    assertThat(same(fields("due", spelled, "word", "2026-05-04T03:02:01Z"), read, fields)).isTrue();
    assertThat(same(fields("due", "2026-05-04T03:02:01Z", "word", spelled), read, fields))
        .isFalse();
    assertThat(same(fields("DUE", spelled, "Word", "2026-05-04T03:02:01Z"), read, fields)).isTrue();
    assertThat(same(fields("due", spelled, "DUE", spelled), read, fields)).isFalse();
  }

  @Test
  void elementsOfAListAreComparedEachInItsOwnWayWhereTheyDiffer() {
    Encoding instant = new Encoding(Encoding.Form.INSTANT, Scaling.NONE);
    Encoding exact = new Encoding(Encoding.Form.EXACT, Scaling.NONE);
    Value meant = new Value.Text("2026-05-04T03:02:01.000Z");
    Value read = new Value.Text("2026-05-04T03:02:01Z");
    Value both = new Value.Listing(List.of(meant, read));
    Value told = new Value.Listing(List.of(read, read));
    assertThat(same(both, told, Encoding.ofList(List.of(instant, exact)))).isTrue();
    assertThat(same(both, told, Encoding.ofList(List.of(exact, instant)))).isFalse();
    assertThat(same(both, told, Encoding.ofList(List.of(instant, instant)))).isTrue();
  }

  @Test
  void octetsInsideAStructureAreMeantAsTextInBase64() {
    Value read = new Value.Octets("AQ==");
    assertThat(Comparison.matches(new Value.Text("AQ"), read, BigDecimal.ZERO)).isTrue();
    assertThat(Comparison.matches(new Value.Text("AQI="), read, BigDecimal.ZERO)).isFalse();
    assertThat(Comparison.matches(new Value.Text("?"), read, BigDecimal.ZERO)).isFalse();
  }

  @Test
  void whereTheEncodingWasNotKeptWhateverMayBeTheSameIs() {
    Value read =
        fields("Due", "2026-05-04T03:02:01Z", "Id", "72962b91-fa75-4ae6-8d28-b404dc7daf00");
    Value meant =
        fields("due", "2026-05-04T05:02:01+02:00", "id", "72962B91-FA75-4AE6-8D28-B404DC7DAF00");
    assertThat(same(meant, read, Encoding.UNKNOWN)).isTrue();
    assertThat(same(meant, read, Encoding.PLAIN)).isFalse();
    assertThat(same(fields("due", "x", "id", "y"), read, Encoding.UNKNOWN)).isFalse();
  }

  private static boolean same(Value meant, Value read, Encoding encoding) {
    return Comparison.matches(meant, read, encoding, BigDecimal.ZERO);
  }

  private static Value fields(String first, String text, String second, String other) {
    LinkedHashMap<String, Value> fields = new LinkedHashMap<>();
    fields.put(first, new Value.Text(text));
    fields.put(second, new Value.Text(other));
    return new Value.Structure(fields);
  }

  private static Value numbers(String... amounts) {
    return new Value.Listing(List.of(amounts).stream().<Value>map(Value.Numeric::of).toList());
  }

  private static boolean matches(String meant, String read, String tolerance) {
    return Comparison.matches(
        Value.Numeric.of(meant), Value.Numeric.of(read), new BigDecimal(tolerance));
  }
}
