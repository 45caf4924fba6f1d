package dev.lockstep.driver.opcua;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.AxisInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.ComplexNumberType;
import org.eclipse.milo.opcua.stack.core.types.structured.DoubleComplexNumberType;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumValueType;
import org.eclipse.milo.opcua.stack.core.types.structured.OptionSet;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.TimeZoneDataType;
import org.eclipse.milo.opcua.stack.core.types.structured.XVType;

/**
 * The standard's own structures that machines have as values (OPC 10000-5, 12; OPC 10000-8, 5.6),
 * for servers that do not describe the types of the standard's namespace.
 */
final class StandardStructures {
  private static final Map<NodeId, Function<NamespaceTable, StructureDefinition>> DEFINITIONS =
      Map.ofEntries(
          Map.entry(NodeIds.Range, Range::definition),
          Map.entry(NodeIds.EUInformation, EUInformation::definition),
          Map.entry(NodeIds.TimeZoneDataType, TimeZoneDataType::definition),
          Map.entry(NodeIds.AxisInformation, AxisInformation::definition),
          Map.entry(NodeIds.ComplexNumberType, ComplexNumberType::definition),
          Map.entry(NodeIds.DoubleComplexNumberType, DoubleComplexNumberType::definition),
          Map.entry(NodeIds.XVType, XVType::definition),
          Map.entry(NodeIds.Argument, Argument::definition),
          Map.entry(NodeIds.EnumValueType, EnumValueType::definition),
          Map.entry(NodeIds.OptionSet, OptionSet::definition));

  private static final Map<String, NodeId> NAMES =
      Map.of(
          "Range", NodeIds.Range,
          "EUInformation", NodeIds.EUInformation,
          "TimeZoneDataType", NodeIds.TimeZoneDataType,
          "AxisInformation", NodeIds.AxisInformation,
          "ComplexNumberType", NodeIds.ComplexNumberType,
          "DoubleComplexNumberType", NodeIds.DoubleComplexNumberType,
          "XVType", NodeIds.XVType,
          "Argument", NodeIds.Argument,
          "EnumValueType", NodeIds.EnumValueType,
          "OptionSet", NodeIds.OptionSet);

  private StandardStructures() {}

  /** The definition of a data type; empty where it is none of these. */
  static Optional<StructureDefinition> of(NodeId dataType, NamespaceTable namespaces) {
    return Optional.ofNullable(DEFINITIONS.get(dataType))
        .map(definition -> definition.apply(namespaces));
  }

  /** The data type of a name; empty where it is none of these. */
  static Optional<NodeId> named(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  /** The data type with this binary encoding; empty where it is none of these. */
  static Optional<NodeId> encodedAs(NodeId encoding, NamespaceTable namespaces) {
    return encoding.getNamespaceIndex().intValue() == 0
        ? DEFINITIONS.entrySet().stream()
            .filter(
                each -> encoding.equals(each.getValue().apply(namespaces).getDefaultEncodingId()))
            .map(Map.Entry::getKey)
            .findFirst()
        : Optional.empty();
  }
}
