package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * For every type that can be written: what was written and read back is equal, and what stands
 * otherwise on the wire is not. Both are one property: two values match where, and only where,
 * their octets are the same.
 */
class CastingPropertiesTest {

  /** A type, its scale, and two values that may be meant for it. */
  record Case(OpcUaDataType type, Scaling scaling, Value meant, Value other) {}

  @Property
  void valuesMatchWhereTheWireHoldsTheSame(@ForAll("cases") Case given) throws Exception {
    matchAsTheirOctets(given, new WireType(given.type(), false), given.meant(), given.other());
  }

  @Property(tries = 200)
  void listsMatchWhereTheWireHoldsTheSame(@ForAll("cases") Case given) throws Exception {
    Value meant = new Value.Listing(List.of(given.meant(), given.other()));
    Value same = new Value.Listing(List.of(given.meant(), given.meant()));
    WireType wireType = new WireType(given.type(), true);
    matchAsTheirOctets(given, wireType, meant, same);
    matchAsTheirOctets(given, wireType, meant, new Value.Listing(List.of(given.meant())));
  }

  private static void matchAsTheirOctets(Case given, WireType wireType, Value meant, Value other)
      throws Exception {
    Optional<Variant> wanted = wire(meant, given.scaling(), wireType);
    Optional<Variant> found = wire(other, given.scaling(), wireType);
    if (wanted.isPresent()) {
      assertThat(matches(meant, wanted.get(), given)).as("reads back").isTrue();
    }
    if (wanted.isPresent() && found.isPresent()) {
      boolean same = Arrays.equals(octets(wanted.get()), octets(found.get()));
      assertThat(matches(meant, found.get(), given)).as("%s for %s", found, wanted).isEqualTo(same);
    }
  }

  private static boolean matches(Value meant, Variant written, Case given) throws Exception {
    Variant read = decoded(octets(written));
    Value value = PlainConversion.fromWire(read, given.scaling(), ValueType.STRING);
    Encoding encoding = PlainConversion.encoding(read, given.scaling());
    return Comparison.matches(meant, value, encoding, BigDecimal.ZERO);
  }

  /** Empty where it is refused, as it would be at the vote. */
  private static Optional<Variant> wire(Value value, Scaling scaling, WireType wireType) {
    try {
      return Optional.of(PlainConversion.toWire(value, scaling, wireType));
    } catch (MisfitException refused) {
      return Optional.empty();
    }
  }

  private static byte[] octets(Variant value) {
    ByteBuf buffer = Unpooled.buffer();
    new OpcUaBinaryEncoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer).encodeVariant(value);
    byte[] octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    return octets;
  }

  private static Variant decoded(byte[] octets) {
    OpcUaBinaryDecoder decoder = new OpcUaBinaryDecoder(DefaultEncodingContext.INSTANCE);
    return decoder.setBuffer(Unpooled.wrappedBuffer(octets)).decodeVariant();
  }

  @Property
  void whateverANumberOnTheWireIsItCanBeWrittenBack(
      @ForAll float single, @ForAll double twice, @ForAll("scalings") Scaling scaling)
      throws Exception {
    writtenBack(Variant.ofFloat(single + 0.0f), OpcUaDataType.Float, scaling);
    writtenBack(Variant.ofDouble(twice + 0.0), OpcUaDataType.Double, scaling);
  }

  private static void writtenBack(Variant raw, OpcUaDataType type, Scaling scaling)
      throws Exception {
    Value read = PlainConversion.fromWire(raw, scaling, ValueType.FLOAT64);
    assertThat(PlainConversion.toWire(read, scaling, new WireType(type, false))).isEqualTo(raw);
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.of(OpcUaDataType.values())
        .filter(ScalarConversion::isSupported)
        .flatMap(
            type -> {
              Arbitrary<Scaling> scaling = isNumber(type) ? scalings() : unscaled();
              return scaling.flatMap(
                  scale ->
                      Combinators.combine(values(type, scale), values(type, scale))
                          .as((meant, other) -> new Case(type, scale, meant, other)));
            });
  }

  private static boolean isNumber(OpcUaDataType type) {
    return switch (type) {
      case SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double -> true;
      case Boolean, String, DateTime, Guid, ByteString, XmlElement -> false;
      case NodeId, ExpandedNodeId, StatusCode, QualifiedName, LocalizedText -> false;
      case ExtensionObject, DataValue, Variant, DiagnosticInfo -> false;
    };
  }

  private static Arbitrary<Scaling> unscaled() {
    return Arbitraries.just(Scaling.NONE);
  }

  @Provide
  Arbitrary<Scaling> scalings() {
    Arbitrary<Scaling> scaled =
        Combinators.combine(
                Arbitraries.of("0.1", "0.01", "10", "0.5", "3", "-0.25", "0.3", "1e-9"),
                Arbitraries.of("0", "-40", "273.15", "0.001", "1e6"))
            .as((scale, offset) -> new Scaling(new BigDecimal(scale), new BigDecimal(offset)));
    return Arbitraries.oneOf(unscaled(), scaled);
  }

  private static Arbitrary<Value> values(OpcUaDataType type, Scaling scaling) {
    return switch (type) {
      case Boolean -> Arbitraries.of(new Value.Flag(true), new Value.Flag(false));
      case SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64 -> wholes(scaling);
      case Float, Double -> Arbitraries.oneOf(wholes(scaling), fractions());
      case String, LocalizedText -> Arbitraries.strings().ofMaxLength(8).map(Value.Text::new);
      case DateTime -> instants();
      case Guid -> guids();
      case ByteString -> octetStrings();
      case XmlElement -> texts("<a/>", "<b c='1'>ö</b>", "text", "", "<a>", "&amp;");
      case NodeId, ExpandedNodeId -> nodeIds();
      case StatusCode ->
          texts("Good", "BadTimeout", "0x800A0000", "0x80FFFFFF", "0x00000400", "Fine");
      case QualifiedName ->
          texts("a", "b", "", "nsu=urn:x%3By;a", "nsu=urn:none;a", "1:a", "nsu=urn:a;b;c");
      case ExtensionObject, DataValue, Variant, DiagnosticInfo -> none();
    };
  }

  private static Arbitrary<Value> texts(String... texts) {
    return Arbitraries.of(texts).map(Value.Text::new);
  }

  private static Arbitrary<Value> nodeIds() {
    return texts(
        "i=84",
        "i=0",
        "i=084",
        "s=x;y",
        "nsu=urn:a;s=x;y",
        "nsu=urn:a;i=5",
        "nsu=urn:none;i=5",
        "ns=1;i=5",
        "g=72962b91-fa75-4ae6-8d28-b404dc7daf00",
        "nsu=urn:a;b=Acg=");
  }

  private static Arbitrary<Value> none() {
    throw new IllegalArgumentException("not supported");
  }

  private static Arbitrary<Value> wholes(Scaling scaling) {
    BigInteger most = BigInteger.TWO.pow(65);
    Arbitrary<BigInteger> any =
        Arbitraries.oneOf(
            Arbitraries.bigIntegers().between(most.negate(), most),
            Arbitraries.integers().between(-300, 300).map(BigInteger::valueOf),
            Arbitraries.of(24, 53, 63)
                .flatMap(
                    bits ->
                        Arbitraries.integers()
                            .between(-3, 3)
                            .map(
                                beside ->
                                    BigInteger.TWO.pow(bits).add(BigInteger.valueOf(beside)))));
    return any.map(raw -> new Value.Numeric(scaling.toEngineering(new BigDecimal(raw))));
  }

  private static Arbitrary<Value> fractions() {
    Arbitrary<BigDecimal> near =
        Arbitraries.integers().between(-99_999, 99_999).map(each -> BigDecimal.valueOf(each, 3));
    Arbitrary<BigDecimal> floats =
        Arbitraries.floats().filter(Float::isFinite).map(each -> new BigDecimal(each));
    Arbitrary<BigDecimal> far =
        Arbitraries.doubles().filter(Double::isFinite).map(BigDecimal::valueOf);
    return Arbitraries.oneOf(near, floats, far).map(Value.Numeric::new);
  }

  private static Arbitrary<Value> instants() {
    Arbitrary<Instant> times =
        Combinators.combine(
                Arbitraries.longs()
                    .between(
                        UtcTimes.FIRST.getEpochSecond() - 5, UtcTimes.LAST.getEpochSecond() + 5),
                Arbitraries.of(0, 100, 500_000_000, 999_999_900, 123_456_789))
            .as((second, nano) -> Instant.ofEpochSecond(second, nano));
    Arbitrary<Instant> few =
        Arbitraries.of(
            Instant.parse("2026-05-04T03:02:01Z"),
            Instant.parse("2026-05-04T03:02:01.000000100Z"),
            Instant.parse("1969-12-31T23:59:59.500Z"));
    return Combinators.combine(
            Arbitraries.oneOf(times, few), Arbitraries.integers().between(-18 * 4, 18 * 4))
        .as(
            (time, quarter) ->
                new Value.Text(time.atOffset(ZoneOffset.ofTotalSeconds(quarter * 900)).toString()));
  }

  private static Arbitrary<Value> guids() {
    Arbitrary<UUID> any =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    Arbitrary<UUID> few = Arbitraries.of(new UUID(0, 0), new UUID(0xabcdefL, 1));
    return Combinators.combine(Arbitraries.oneOf(any, few), Arbitraries.of(true, false))
        .as(
            (guid, capitals) ->
                new Value.Text(
                    capitals ? guid.toString().toUpperCase(Locale.ROOT) : guid.toString()));
  }

  private static Arbitrary<Value> octetStrings() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(6)
        .map(octets -> new Value.Octets(Base64.getEncoder().encodeToString(octets)))
        .map(Value.class::cast);
  }
}
