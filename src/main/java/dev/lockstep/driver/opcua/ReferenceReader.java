package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.AddressSpaceWalk.Kind;
import java.util.Objects;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;

/** What a reference says of the node behind it (OPC 10000-4, 7.29). */
final class ReferenceReader {
  /** What describes a variable or a method, and is no value of the machine (OPC 10000-3, 5.6). */
  private static final Set<String> METADATA =
      Set.of(
          "AllowNulls",
          "BitMask",
          "Definition",
          "EngineeringUnits",
          "EnumStrings",
          "EnumValues",
          "EURange",
          "Icon",
          "InputArguments",
          "InstrumentRange",
          "LocalTime",
          "MaxArrayLength",
          "MaxByteStringLength",
          "MaxCharacters",
          "MaxStringLength",
          "NamingRule",
          "NodeVersion",
          "OptionSetValues",
          "OutputArguments",
          "ValueAsText",
          "ValuePrecision",
          "ViewVersion");

  private ReferenceReader() {}

  /** Whether it is a property that describes a node. */
  static boolean isMetadata(ReferenceDescription reference) {
    return METADATA.contains(name(reference));
  }

  static Kind kind(ActiveSession session, ReferenceDescription reference) {
    NamespaceTable namespaces = session.namespaces();
    ExpandedNodeId type = reference.getTypeDefinition();
    QualifiedName name = reference.getBrowseName();
    String namespace = name == null ? null : namespaces.get(name.namespaceIndex());
    return new Kind(
        type == null || type.isNull() ? null : type.absolute(namespaces).orElse(null),
        Objects.requireNonNullElse(namespace, ""));
  }

  /**
   * The standard's own objects (OPC 10000-5, 8.3: Server, Aliases, Locations and such) hold nothing
   * of the machine.
   */
  static boolean isOfTheStandard(ReferenceDescription reference) {
    return reference.getNodeClass() == NodeClass.Object && reference.getNodeId().isOpcUaNamespace();
  }

  static String name(ReferenceDescription reference) {
    QualifiedName browseName = reference.getBrowseName();
    if (browseName != null && browseName.name() != null && !browseName.name().isBlank()) {
      return browseName.name();
    }
    LocalizedText shown = reference.getDisplayName();
    return shown == null || shown.text() == null ? "" : shown.text();
  }
}
