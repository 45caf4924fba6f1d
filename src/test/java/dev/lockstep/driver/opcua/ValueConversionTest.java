package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueConversionTest {
  private static final Scaling TENTH = new Scaling(new BigDecimal("0.1"), BigDecimal.ZERO);

  @Test
  void aNumberBecomesExactlyTheNodesOwnType() throws Exception {
    assertThat(wire(Value.Numeric.of(255), OpcUaDataType.Byte)).isEqualTo(Unsigned.ubyte(255));
    assertThat(wire(Value.Numeric.of(-128), OpcUaDataType.SByte)).isEqualTo((byte) -128);
    assertThat(wire(Value.Numeric.of("18446744073709551615"), OpcUaDataType.UInt64))
        .isEqualTo(Unsigned.ulong(-1L));
    assertThat(wire(Value.Numeric.of("0.1"), OpcUaDataType.Float)).isEqualTo(0.1f);
  }

  @Test
  void aNumberThatDoesNotFitIsRefusedAndNeverCut() {
    assertThatThrownBy(() -> wire(Value.Numeric.of(256), OpcUaDataType.Byte))
        .isInstanceOf(MisfitException.class)
        .hasMessage("256 does not fit the node's Byte");
    assertThatThrownBy(() -> wire(Value.Numeric.of(-1), OpcUaDataType.UInt32))
        .isInstanceOf(MisfitException.class);
    assertThatThrownBy(() -> wire(Value.Numeric.of("1.5"), OpcUaDataType.Int32))
        .isInstanceOf(MisfitException.class);
    assertThatThrownBy(() -> wire(Value.Numeric.of("1e300"), OpcUaDataType.Float))
        .isInstanceOf(MisfitException.class);
    assertThatThrownBy(() -> wire(new Value.Flag(true), OpcUaDataType.Int32))
        .isInstanceOf(MisfitException.class);
  }

  @Test
  void scalingIsUndoneExactly() throws Exception {
    WireType wireType = new WireType(OpcUaDataType.Int16, false);
    assertThat(PlainConversion.toWire(Value.Numeric.of("20.5"), TENTH, wireType).value())
        .isEqualTo((short) 205);
    assertThat(PlainConversion.fromWire(Variant.ofInt16((short) 205), TENTH, ValueType.INT16))
        .isEqualTo(Value.Numeric.of("20.5"));
    assertThatThrownBy(() -> PlainConversion.toWire(Value.Numeric.of("20.55"), TENTH, wireType))
        .isInstanceOf(MisfitException.class);
  }

  @Test
  void arraysKeepTheirOrderAndOctetsTheirBits() throws Exception {
    Value list = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(200)));
    assertThat(
            PlainConversion.toWire(list, Scaling.NONE, new WireType(OpcUaDataType.Int16, true))
                .value())
        .isEqualTo(new Short[] {1, 200});
    Variant octets =
        PlainConversion.toWire(list, Scaling.NONE, new WireType(OpcUaDataType.ByteString, false));
    assertThat(octets.value()).isEqualTo(ByteString.of(new byte[] {1, (byte) 200}));
    assertThat(PlainConversion.fromWire(octets, Scaling.NONE, ValueType.UINT8_ARRAY))
        .isEqualTo(list);
    assertThat(PlainConversion.fromWire(octets, Scaling.NONE, ValueType.BINARY))
        .isEqualTo(new Value.Octets("Acg="));
  }

  @Test
  void aFloatThatWasWrittenIsRecognisedWhenReadBack() throws Exception {
    Value meant = Value.Numeric.of("0.1");
    Variant raw =
        PlainConversion.toWire(meant, Scaling.NONE, new WireType(OpcUaDataType.Float, false));
    Value read = PlainConversion.fromWire(raw, Scaling.NONE, ValueType.FLOAT32);
    assertThat(Comparison.matches(meant, read, BigDecimal.ZERO)).isTrue();
  }

  @Test
  void whatIsNoNumberIsNotShownAsOne() throws Exception {
    assertThat(read(Variant.ofDouble(Double.NaN))).isEqualTo(Value.NonFinite.NAN);
    assertThat(read(Variant.ofFloat(Float.NEGATIVE_INFINITY)))
        .isEqualTo(Value.NonFinite.NEGATIVE_INFINITY);
    assertThat(read(Variant.NULL_VALUE)).isEqualTo(new Value.Null());
    assertThat(read(Variant.ofString(null))).isEqualTo(new Value.Null());
    assertThat(read(Variant.of(new String[] {"a", null})))
        .isEqualTo(new Value.Listing(List.of(new Value.Text("a"), new Value.Null())));
    assertThat(read(Variant.of(new Float[] {1f, Float.NaN})))
        .isEqualTo(new Value.Listing(List.of(Value.Numeric.of(1), Value.NonFinite.NAN)));
  }

  private static Value read(Variant raw) throws MisfitException {
    return PlainConversion.fromWire(raw, Scaling.NONE, ValueType.FLOAT64);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-04T03:02:01.000Z, 2026-05-04T03:02:01Z",
    "2026-05-04T05:02:01+02:00, 2026-05-04T03:02:01Z",
    "2026-05-04T03:02:01.5Z, 2026-05-04T03:02:01.500Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z",
    "1601-01-01T00:00:00.0000001Z, 1601-01-01T00:00:00.000000100Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
  })
  void instantIsReadBackAsItselfWhateverItsSpelling(String meant, String read) throws Exception {
    comesBack(new Value.Text(meant), OpcUaDataType.DateTime, new Value.Text(read));
  }

  @Test
  void uuidIsReadBackAsItselfWhateverItsLetterCase() throws Exception {
    comesBack(
        new Value.Text("72962B91-FA75-4AE6-8D28-B404DC7DAF00"),
        OpcUaDataType.Guid,
        new Value.Text("72962b91-fa75-4ae6-8d28-b404dc7daf00"));
  }

  private static void comesBack(Value meant, OpcUaDataType type, Value shown) throws Exception {
    Variant raw = PlainConversion.toWire(meant, Scaling.NONE, new WireType(type, false));
    Value read = PlainConversion.fromWire(raw, Scaling.NONE, ValueType.STRING);
    assertThat(read).isEqualTo(shown);
    Encoding encoding = PlainConversion.encoding(raw, Scaling.NONE);
    assertThat(Comparison.matches(meant, read, encoding, BigDecimal.ZERO)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "DateTime, 2026-05-04T03:02:01.123456789Z, OUT_OF_RANGE",
    "DateTime, 1600-12-31T23:59:59Z, OUT_OF_RANGE",
    "DateTime, 9999-12-31T23:59:59.0000001Z, OUT_OF_RANGE",
    "DateTime, 2026-05-04T03:02:01, WRONG_TYPE",
    "DateTime, tomorrow, WRONG_TYPE",
    "Guid, 1-2-3-4-5, WRONG_TYPE",
    "Guid, 72962B91FA754AE68D28B404DC7DAF00, WRONG_TYPE",
    "XmlElement, <a>, WRONG_TYPE",
    "NodeId, i=x, WRONG_TYPE",
    "NodeId, i=084, WRONG_TYPE",
    "NodeId, nsu=urn:nobody;s=x, OUT_OF_RANGE",
    "NodeId, svr=1;i=84, WRONG_TYPE",
    "QualifiedName, 1:q, OUT_OF_RANGE",
    "NodeId, ns=1;s=q, OUT_OF_RANGE",
    "StatusCode, Fine, WRONG_TYPE",
    "StatusCode, 0x800A0000, WRONG_TYPE",
    "ByteString, A, WRONG_TYPE",
  })
  void textThatTheWireCannotHoldIsRefusedWithItsReason(
      OpcUaDataType type, String text, Reason.Code code) {
    assertThatThrownBy(() -> wire(new Value.Text(text), type))
        .isInstanceOfSatisfying(
            MisfitException.class, misfit -> assertThat(misfit.code()).isEqualTo(code));
  }

  @Test
  void halfOfASurrogatePairIsRefusedBecauseItHasNoUtf8() {
    assertThatThrownBy(() -> wire(new Value.Text("a\ud800"), OpcUaDataType.String))
        .isInstanceOf(MisfitException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Float, 16777217",
    "Float, 20240117",
    "Double, 9007199254740993",
    "Float, 1e-50",
  })
  void numberThatNoFloatHoldsIsOutOfRange(OpcUaDataType type, String number) {
    assertThatThrownBy(() -> wire(Value.Numeric.of(number), type))
        .isInstanceOfSatisfying(
            MisfitException.class,
            misfit -> assertThat(misfit.code()).isEqualTo(Reason.Code.OUT_OF_RANGE))
        .hasMessageEndingWith(" does not fit a " + type + " exactly");
  }

  @ParameterizedTest
  @CsvSource({"DateTime, T06:00:00Z", "Guid, 72962b91-fa75-"})
  void textThatIsNoInstantAndNoUuidIsQuotedAndToldWhatWouldBe(OpcUaDataType type, String right) {
    assertThatThrownBy(() -> wire(new Value.Text(""), type))
        .hasMessageStartingWith("\"\" does not fit the node's " + type + "; ")
        .hasMessageContaining(right)
        .hasMessageEndingWith(" would be right");
  }

  @Test
  void wholeNumberBehindAScaleIsLookedAtAsTheWireHoldsIt() {
    WireType wireType = new WireType(OpcUaDataType.Float, false);
    assertThatThrownBy(() -> PlainConversion.toWire(Value.Numeric.of("1677721.7"), TENTH, wireType))
        .hasMessage("1677721.7 does not fit a Float exactly");
  }

  @ParameterizedTest
  @CsvSource({"-12.34", "21.7", "0.1", "1234567.89"})
  void floatBehindScaleAndOffsetIsRecognisedWhenReadBack(String number) throws Exception {
    Scaling scaling = new Scaling(new BigDecimal("0.1"), new BigDecimal("-40"));
    Value meant = Value.Numeric.of(number);
    Variant raw = PlainConversion.toWire(meant, scaling, new WireType(OpcUaDataType.Float, false));
    Value read = PlainConversion.fromWire(raw, scaling, ValueType.FLOAT32);
    Encoding encoding = PlainConversion.encoding(raw, scaling);
    assertThat(Comparison.matches(meant, read, encoding, BigDecimal.ZERO)).isTrue();
    Variant beside = Variant.ofFloat(Math.nextUp((Float) raw.value()));
    Value other = PlainConversion.fromWire(beside, scaling, ValueType.FLOAT32);
    assertThat(Comparison.matches(meant, other, encoding, BigDecimal.ZERO)).isFalse();
  }

  @Test
  void textIsWrittenWithoutALocaleUnlessOneIsGiven() throws Exception {
    WireType wireType = new WireType(OpcUaDataType.LocalizedText, false);
    Value halt = new Value.Text("Anhalten");
    assertThat(PlainConversion.toWire(halt, Scaling.NONE, wireType).value())
        .isEqualTo(new LocalizedText(null, "Anhalten"));
    assertThat(PlainConversion.toWire(halt, Scaling.NONE, wireType.in(Optional.of("de"))).value())
        .isEqualTo(new LocalizedText("de", "Anhalten"));
  }

  @Test
  void octetsGoIntoAnArrayOfBytesAsWell() throws Exception {
    WireType bytes = new WireType(OpcUaDataType.Byte, true);
    Variant raw = PlainConversion.toWire(new Value.Octets("Acg="), Scaling.NONE, bytes);
    assertThat(PlainConversion.fromWire(raw, Scaling.NONE, ValueType.BINARY))
        .isEqualTo(new Value.Octets("Acg="));
  }

  @Test
  void anOrdersIdFitsTheResourceAndIsNeverZero() {
    assertThat(OrderId.of("tx-1#0", resource(ValueType.STRING)))
        .isEqualTo(new Value.Text("tx-1#0"));
    for (ValueType type : List.of(ValueType.INT16, ValueType.UINT32, ValueType.INT64)) {
      for (int each = 0; each < 200; each++) {
        Value id = OrderId.of("tx-" + each, resource(type));
        assertThat(((Value.Numeric) id).amount().signum()).isPositive();
        assertThat(resource(type).misfit(id)).isEmpty();
        assertThat(id).isEqualTo(OrderId.of("tx-" + each, resource(type)));
      }
    }
  }

  private static Resource resource(ValueType type) {
    return new Resource(
        new ResourceName("CommandId"),
        type,
        dev.lockstep.device.Access.READ_WRITE,
        Resource.Limits.NONE,
        Scaling.NONE,
        "",
        Map.of());
  }

  private static Object wire(Value value, OpcUaDataType type) throws MisfitException {
    return PlainConversion.toWire(value, Scaling.NONE, new WireType(type, false)).value();
  }
}
