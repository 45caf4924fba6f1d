package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.StructureDecoder.MalformedStructureException;
import dev.lockstep.driver.opcua.StructureLayout.Field;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import dev.lockstep.driver.opcua.StructureLayout.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/** For structures of any description: what is written reads back as it was, to the last octet. */
class StructureCodecPropertiesTest {
  private static final List<OpcUaDataType> TYPES =
      Arrays.stream(OpcUaDataType.values()).filter(ScalarConversion::isSupported).toList();

  @Property(tries = 300)
  void whatIsWrittenReadsBack(@ForAll Random random) throws Exception {
    Model model = new Model(random);
    StructureLayout layout = model.layout(0);
    Value value = model.value(layout, 0);

    ExtensionObject wire = model.encoded(layout, value);
    ValueConversion.Decoded read = model.decoded(wire);

    assertThat(Comparison.matches(value, read.value(), read.encoding(), BigDecimal.ZERO))
        .as("%s reads %s", value, read.value())
        .isTrue();
  }

  @Property(tries = 300)
  void valuesMatchWhereTheWireHoldsTheSame(@ForAll Random random) throws Exception {
    Model model = new Model(random);
    StructureLayout layout = model.layout(0);
    Value meant = model.value(layout, 0);
    Value other = model.value(layout, 0);

    ExtensionObject wanted = model.encoded(layout, meant);
    ExtensionObject found = model.encoded(layout, other);
    ValueConversion.Decoded read = model.decoded(found);

    assertThat(Comparison.matches(meant, read.value(), read.encoding(), BigDecimal.ZERO))
        .as("%s for %s", read.value(), meant)
        .isEqualTo(wanted.getBody().equals(found.getBody()));
  }

  @Property(tries = 300)
  void octetsThatAreCutOrAddedAreNeverTakenForAValue(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 40) int count) throws Exception {
    Model model = new Model(random);
    StructureLayout layout = model.layout(0);
    ExtensionObject wire = model.encoded(layout, model.value(layout, 0));
    byte[] octets = ((ByteString) wire.getBody()).bytesOrEmpty();
    byte[] more = Arrays.copyOf(octets, octets.length + count);

    assertThatThrownBy(
            () -> model.decoded(ExtensionObject.of(ByteString.of(more), layout.encoding())))
        .isInstanceOf(MalformedStructureException.class);
  }

  @Property(tries = 500)
  void hostileOctetsAreRefusedAndNeverMakeMore(@ForAll Random random, @ForAll byte[] octets) {
    Model model = new Model(random);
    StructureLayout layout = model.layout(0);
    try {
      model.decoded(ExtensionObject.of(ByteString.of(octets), layout.encoding()));
    } catch (OpcUaFailureException refused) {
      assertThat(refused.detail()).isNotBlank();
    }
  }

  /** Random descriptions, and values that fit them. */
  private static final class Model {
    private final Random random;
    private final Map<NodeId, StructureLayout> layouts = new LinkedHashMap<>();
    private final Map<NodeId, NodeId> encodings = new LinkedHashMap<>();
    private final KnownTypes types = new KnownTypes(namespaces(), layouts, encodings, Map.of());

    Model(Random random) {
      this.random = random;
    }

    private static NamespaceTable namespaces() {
      NamespaceTable namespaces = new NamespaceTable();
      namespaces.add("urn:a");
      return namespaces;
    }

    StructureLayout layout(int depth) {
      int number = layouts.size() + 1;
      NodeId dataType = new NodeId(1, number);
      layouts.put(dataType, new StructureLayout(dataType, "", dataType, Kind.PLAIN, List.of()));
      Kind kind = List.of(Kind.values()).get(random.nextInt(Kind.values().length));
      List<Field> fields = new ArrayList<>();
      for (int each = random.nextInt(4) + 1; each > 0; each--) {
        FieldType type = type(depth);
        int rank = random.nextInt(4) == 0 ? random.nextInt(3) + 1 : -1;
        boolean optional = kind == Kind.OPTIONAL && random.nextBoolean();
        fields.add(new Field("f" + each, type, rank, List.of(), ValueBounds.NONE, optional));
      }
      NodeId encoding = new NodeId(1, 10_000 + number);
      StructureLayout layout = new StructureLayout(dataType, "T" + number, encoding, kind, fields);
      layouts.put(dataType, layout);
      encodings.put(encoding, dataType);
      return layout;
    }

    private FieldType type(int depth) {
      int which = random.nextInt(6);
      if (which == 0) {
        return new FieldType.AnyValue();
      }
      return which == 1 && depth < 2
          ? new FieldType.Nested(layout(depth + 1).dataType())
          : new FieldType.BuiltIn(TYPES.get(random.nextInt(TYPES.size())));
    }

    Value value(StructureLayout layout, int depth) {
      SequencedMap<String, Value> fields = new LinkedHashMap<>();
      List<Field> given = new ArrayList<>(layout.fields());
      if (layout.kind() == Kind.UNION) {
        given = given.subList(0, random.nextInt(2));
      }
      for (Field field : given) {
        if (!field.optional() || random.nextBoolean()) {
          fields.put(field.name(), dimensioned(field, field.rank(), depth));
        }
      }
      return new Value.Structure(fields);
    }

    private Value dimensioned(Field field, int rank, int depth) {
      if (rank < 1) {
        return single(field, depth);
      }
      int length = rank + 1;
      List<Value> elements = new ArrayList<>();
      for (int each = 0; each < length; each++) {
        elements.add(dimensioned(field, rank - 1, depth));
      }
      return new Value.Listing(elements);
    }

    private Value single(Field field, int depth) {
      return switch (field.type()) {
        case FieldType.BuiltIn(OpcUaDataType type) -> scalar(type);
        case FieldType.Nested(NodeId dataType) -> value(layouts.get(dataType), depth + 1);
        case FieldType.AnyValue any -> any();
        case FieldType.AnyStructure any -> throw new AssertionError(any);
        case FieldType.Unsupported none -> throw new AssertionError(none);
      };
    }

    private Value any() {
      OpcUaDataType type = TYPES.get(random.nextInt(TYPES.size()));
      SequencedMap<String, Value> fields = new LinkedHashMap<>();
      fields.put("UaType", Value.Numeric.of(type.getTypeId()));
      Value one = scalar(type);
      fields.put("Value", random.nextBoolean() ? one : new Value.Listing(List.of(one, one)));
      return new Value.Structure(fields);
    }

    private Value scalar(OpcUaDataType type) {
      return switch (type) {
        case Boolean -> new Value.Flag(random.nextBoolean());
        case SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64 ->
            Value.Numeric.of(random.nextInt(3));
        case Float, Double -> Value.Numeric.of(random.nextInt(3) + ".1");
        case String, LocalizedText, XmlElement, QualifiedName ->
            new Value.Text("ab".substring(random.nextInt(3)));
        case DateTime ->
            new Value.Text(
                random.nextBoolean() ? "2026-05-04T03:02:01.000Z" : "2026-05-04T05:02:01+02:00");
        case Guid -> new Value.Text("72962B91-FA75-4AE6-8D28-B404DC7DAF0" + random.nextInt(2));
        case ByteString -> new Value.Text(random.nextBoolean() ? "AQID" : "AQ");
        case NodeId, ExpandedNodeId ->
            new Value.Text(random.nextBoolean() ? "i=" + random.nextInt(3) : "nsu=urn:a;s=x");
        case StatusCode -> new Value.Text(random.nextBoolean() ? "Good" : "BadTimeout");
        case ExtensionObject, DataValue, Variant, DiagnosticInfo -> throw new AssertionError(type);
      };
    }

    ExtensionObject encoded(StructureLayout layout, Value value) throws Exception {
      return new StructureEncoder(types, Optional.empty(), false).encode(layout, value, "Node");
    }

    ValueConversion.Decoded decoded(ExtensionObject wire) throws OpcUaFailureException {
      return ValueConversion.fromWire(types, Variant.of(wire), Scaling.NONE, ValueType.OBJECT);
    }
  }
}
