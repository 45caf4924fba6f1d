package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.Casting.MisfitException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.Test;

class CastingTest {
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
    Shape shape = new Shape(OpcUaDataType.Int16, false);
    assertThat(Casting.toWire(Value.Numeric.of("20.5"), TENTH, shape).value())
        .isEqualTo((short) 205);
    assertThat(Casting.fromWire(Variant.ofInt16((short) 205), TENTH, ValueType.INT16))
        .isEqualTo(Value.Numeric.of("20.5"));
    assertThatThrownBy(() -> Casting.toWire(Value.Numeric.of("20.55"), TENTH, shape))
        .isInstanceOf(MisfitException.class);
  }

  @Test
  void arraysKeepTheirOrderAndOctetsTheirBits() throws Exception {
    Value list = new Value.Listing(List.of(Value.Numeric.of(1), Value.Numeric.of(200)));
    assertThat(Casting.toWire(list, Scaling.NONE, new Shape(OpcUaDataType.Int16, true)).value())
        .isEqualTo(new Short[] {1, 200});
    Variant octets = Casting.toWire(list, Scaling.NONE, new Shape(OpcUaDataType.ByteString, false));
    assertThat(octets.value()).isEqualTo(ByteString.of(new byte[] {1, (byte) 200}));
    assertThat(Casting.fromWire(octets, Scaling.NONE, ValueType.UINT8_ARRAY)).isEqualTo(list);
    assertThat(Casting.fromWire(octets, Scaling.NONE, ValueType.BINARY))
        .isEqualTo(new Value.Octets("Acg="));
  }

  @Test
  void aFloatThatWasWrittenIsRecognisedWhenReadBack() throws Exception {
    Value meant = Value.Numeric.of("0.1");
    Variant raw = Casting.toWire(meant, Scaling.NONE, new Shape(OpcUaDataType.Float, false));
    Value read = Casting.fromWire(raw, Scaling.NONE, ValueType.FLOAT32);
    assertThat(Comparison.matches(meant, read, BigDecimal.ZERO)).isTrue();
  }

  @Test
  void whatIsNoNumberIsNotShownAsOne() {
    assertThatThrownBy(
            () -> Casting.fromWire(Variant.ofDouble(Double.NaN), TENTH, ValueType.FLOAT64))
        .isInstanceOf(MisfitException.class)
        .hasMessage("the node shows NaN, which is no number");
    assertThatThrownBy(() -> Casting.fromWire(Variant.NULL_VALUE, TENTH, ValueType.INT16))
        .isInstanceOf(MisfitException.class);
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
    return Casting.toWire(value, Scaling.NONE, new Shape(type, false)).value();
  }
}
