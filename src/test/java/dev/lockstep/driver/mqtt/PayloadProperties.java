package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.device.Access;
import dev.lockstep.device.Comparison;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What was written and read back is equal, in every form of payload; another value is not. */
class PayloadProperties {
  private static final int TRIES = 300;

  /** A way to put values into payloads. */
  enum Way {
    TEXT(Optional.empty(), false),
    JSON(Optional.empty(), true),
    FIELD(Optional.of("speed"), true),
    NESTED(Optional.of("drive.axis.speed"), true),
    POINTER(Optional.of("/a~1b/speed"), true);

    final Optional<String> field;
    final boolean json;

    Way(Optional<String> field, boolean json) {
      this.field = field;
      this.json = json;
    }

    ResourceTopics point(ValueType type, Scaling scaling) {
      Resource resource =
          new Resource(
              new ResourceName("R"),
              type,
              Access.READ_WRITE,
              Resource.Limits.NONE,
              scaling,
              "",
              Map.of());
      return new ResourceTopics(
          resource,
          Optional.empty(),
          Optional.empty(),
          new ResourceTopics.Form(json, field.map(FieldPath::of), FlagWords.NONE),
          1);
    }
  }

  /** A value with its type, scale and offset. */
  record Case(ValueType type, Scaling scaling, Value value) {
    ResourceTopics point(Way way) {
      return way.point(type, scaling);
    }
  }

  private static boolean matches(ResourceTopics resourceTopics, Value meant, Value read) {
    return Comparison.matches(meant, read, Payloads.encoding(resourceTopics), BigDecimal.ZERO);
  }

  private static Value echoed(ResourceTopics resourceTopics, Value value)
      throws MalformedPayloadException {
    return Payloads.read(resourceTopics, Payloads.write(resourceTopics, value));
  }

  @Property(tries = TRIES)
  void whatWasWrittenReadsBackAsItself(@ForAll Way way, @ForAll("any") Case each)
      throws MalformedPayloadException {
    ResourceTopics resourceTopics = each.point(way);
    Assume.that(resourceTopics.resource().misfit(each.value()).isEmpty());

    assertThat(matches(resourceTopics, each.value(), echoed(resourceTopics, each.value())))
        .isTrue();
  }

  @Property(tries = TRIES)
  void anotherWholeNumberIsNotTakenForIt(
      @ForAll Way way, @ForAll("whole") Case each, @ForAll boolean up)
      throws MalformedPayloadException {
    ResourceTopics resourceTopics = each.point(way);
    BigDecimal step = each.scaling().scale();
    BigDecimal amount = ((Value.Numeric) each.value()).amount();
    Value other = new Value.Numeric(up ? amount.add(step) : amount.subtract(step));
    Assume.that(resourceTopics.resource().misfit(other).isEmpty());

    assertThat(matches(resourceTopics, each.value(), echoed(resourceTopics, other))).isFalse();
  }

  @Property(tries = TRIES)
  void anotherFractionIsNotTakenForIt(@ForAll Way way, @ForAll("real") Case each)
      throws MalformedPayloadException {
    ResourceTopics resourceTopics = each.point(way);
    BigDecimal raw = each.scaling().toRaw(((Value.Numeric) each.value()).amount());
    // Farther away than any float is from the number that it stands for.
    BigDecimal far = raw.multiply(new BigDecimal("1.000001")).add(new BigDecimal("1e-30"));
    Value other = new Value.Numeric(each.scaling().toEngineering(far));
    Assume.that(resourceTopics.resource().misfit(other).isEmpty());

    assertThat(matches(resourceTopics, each.value(), echoed(resourceTopics, other))).isFalse();
  }

  @Property(tries = TRIES)
  void anotherTextIsNotTakenForIt(
      @ForAll Way way, @ForAll("texts") String one, @ForAll("texts") String other)
      throws MalformedPayloadException {
    Assume.that(!one.equals(other));
    ResourceTopics resourceTopics = way.point(ValueType.STRING, Scaling.NONE);

    assertThat(
            matches(
                resourceTopics, new Value.Text(one), echoed(resourceTopics, new Value.Text(other))))
        .isFalse();
  }

  @Property(tries = TRIES)
  void deviceThatKeeps64BitFloatsTellsTheSameNumber(@ForAll Way way, @ForAll("real") Case each)
      throws Exception {
    ResourceTopics resourceTopics = each.point(way);
    Assume.that(resourceTopics.resource().misfit(each.value()).isEmpty());

    assertThat(matches(resourceTopics, each.value(), kept(resourceTopics, each.value(), false)))
        .isTrue();
  }

  @Property(tries = TRIES)
  void deviceThatKeeps32BitFloatsTellsTheSameNumberOfFewDigits(
      @ForAll Way way, @ForAll("float32") Case each) throws Exception {
    ResourceTopics resourceTopics = each.point(way);
    Assume.that(resourceTopics.resource().misfit(each.value()).isEmpty());

    assertThat(matches(resourceTopics, each.value(), kept(resourceTopics, each.value(), true)))
        .isTrue();
  }

  /** The value that a machine with binary numbers publishes. */
  private static Value kept(ResourceTopics resourceTopics, Value value, boolean single)
      throws Exception {
    byte[] payload = Payloads.write(resourceTopics, value);
    if (!resourceTopics.form().json() && value instanceof Value.Numeric) {
      String told = binary(new BigDecimal(text(payload)), single).toString();
      return Payloads.read(resourceTopics, told.getBytes(StandardCharsets.UTF_8));
    }
    return Payloads.read(
        resourceTopics, PayloadJson.write(rounded(PayloadJson.parse(payload), single)));
  }

  private static JsonNode rounded(JsonNode node, boolean single) {
    return switch (node) {
      case ObjectNode object -> {
        object.properties().forEach(each -> each.setValue(rounded(each.getValue(), single)));
        yield object;
      }
      case ArrayNode array -> {
        for (int each = 0; each < array.size(); each++) {
          array.set(each, rounded(array.get(each), single));
        }
        yield array;
      }
      default -> node.isNumber() ? DecimalNode.valueOf(binary(node.decimalValue(), single)) : node;
    };
  }

  /** As JavaScript prints it: the shortest decimal that is the same double. */
  private static BigDecimal binary(BigDecimal number, boolean single) {
    double kept = single ? number.floatValue() : number.doubleValue();
    return new BigDecimal(Double.toString(kept));
  }

  private static String text(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<Scaling> scalings() {
    Arbitrary<Scaling> some =
        Combinators.combine(
                Arbitraries.of("0.1", "0.01", "-0.5", "2", "10", "0.125", "1"),
                Arbitraries.bigDecimals()
                    .between(new BigDecimal(-100), new BigDecimal(100))
                    .ofScale(2))
            .as((scale, offset) -> new Scaling(new BigDecimal(scale), offset));
    return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(Scaling.NONE)), Tuple.of(2, some));
  }

  @Provide
  Arbitrary<Case> whole() {
    return Combinators.combine(
            Arbitraries.of(
                ValueType.INT8,
                ValueType.INT16,
                ValueType.INT32,
                ValueType.INT64,
                ValueType.UINT8,
                ValueType.UINT16,
                ValueType.UINT32,
                ValueType.UINT64),
            scalings())
        .as((type, scaling) -> raws(type).map(raw -> of(type, scaling, new BigDecimal(raw))))
        .flatMap(each -> each);
  }

  private static Arbitrary<BigInteger> raws(ValueType type) {
    int bits = Integer.parseInt(type.edgeXName().replaceAll("\\D", ""));
    boolean signed = type.edgeXName().startsWith("I");
    BigInteger span = BigInteger.TWO.pow(signed ? bits - 1 : bits);
    return Arbitraries.bigIntegers()
        .between(signed ? span.negate() : BigInteger.ZERO, span.subtract(BigInteger.ONE));
  }

  private static Case of(ValueType type, Scaling scaling, BigDecimal raw) {
    return new Case(type, scaling, new Value.Numeric(scaling.toEngineering(raw)));
  }

  @Provide
  Arbitrary<Case> real() {
    return Combinators.combine(Arbitraries.doubles().between(-1e12, 1e12), scalings())
        .as((raw, scaling) -> of(ValueType.FLOAT64, scaling, BigDecimal.valueOf(raw)));
  }

  /** With digits that a 32-bit float keeps apart. */
  @Provide
  Arbitrary<Case> float32() {
    return Combinators.combine(
            Arbitraries.integers().between(-999_999, 999_999),
            Arbitraries.integers().between(1, 4),
            scalings())
        .as(
            (digits, places, scaling) ->
                of(ValueType.FLOAT32, scaling, BigDecimal.valueOf(digits, places)));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('\u0000', '\uffff')
        .ofMaxLength(20)
        .filter(ValueEncoder::encodable);
  }

  @Provide
  Arbitrary<Case> any() {
    return Arbitraries.oneOf(whole(), real(), float32(), plain(), lists(), objects());
  }

  private Arbitrary<Case> plain() {
    return Arbitraries.oneOf(
        Arbitraries.of(true, false)
            .map(on -> new Case(ValueType.BOOL, Scaling.NONE, new Value.Flag(on))),
        texts().map(text -> new Case(ValueType.STRING, Scaling.NONE, new Value.Text(text))),
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(30)
            .map(
                octets ->
                    new Case(
                        ValueType.BINARY,
                        Scaling.NONE,
                        new Value.Octets(Base64.getEncoder().encodeToString(octets)))));
  }

  private Arbitrary<Case> lists() {
    return Combinators.combine(
            scalings(), Arbitraries.shorts().list().ofMaxSize(8), Arbitraries.of(true, false))
        .as(
            (scaling, raws, real) ->
                new Case(
                    real ? ValueType.FLOAT64_ARRAY : ValueType.INT16_ARRAY,
                    scaling,
                    new Value.Listing(
                        raws.stream()
                            .map(BigDecimal::valueOf)
                            .<Value>map(raw -> new Value.Numeric(scaling.toEngineering(raw)))
                            .toList())));
  }

  private Arbitrary<Case> objects() {
    return Arbitraries.maps(texts(), insides(3))
        .ofMaxSize(4)
        .map(
            fields ->
                new Case(
                    ValueType.OBJECT,
                    Scaling.NONE,
                    new Value.Structure(new LinkedHashMap<>(fields))));
  }

  private Arbitrary<Value> insides(int depth) {
    Arbitrary<Value> leaves =
        Arbitraries.oneOf(
            Arbitraries.of(true, false).map(Value.Flag::new),
            texts().map(Value.Text::new),
            Arbitraries.doubles()
                .between(-1e9, 1e9)
                .map(number -> new Value.Numeric(BigDecimal.valueOf(number))));
    return depth == 0
        ? leaves
        : Arbitraries.oneOf(
            leaves,
            insides(depth - 1).list().ofMaxSize(3).map(Value.Listing::new),
            Arbitraries.maps(texts(), insides(depth - 1))
                .ofMaxSize(3)
                .map(fields -> new Value.Structure(new LinkedHashMap<>(fields))));
  }
}
