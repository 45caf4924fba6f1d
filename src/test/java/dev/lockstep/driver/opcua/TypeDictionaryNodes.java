package dev.lockstep.driver.opcua;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaDataTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilters;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;

/** Data types as servers before OPC UA 1.04 have them: described in type dictionaries alone. */
final class TypeDictionaryNodes extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:dictionaries";

  private final Map<String, UaVariableNode> variables = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();

  TypeDictionaryNodes(OpcUaServer server) {
    super(server, URI);
  }

  /** A dictionary with this value, whatever it is. */
  void dictionary(String name, Variant value, Optional<String> namespace) {
    UaVariableNode node = variable(name, NodeIds.ByteString, NodeIds.DataTypeDictionaryType, value);
    AtomicInteger count = new AtomicInteger();
    reads.put(name, count);
    node.getFilterChain()
        .addLast(
            AttributeFilters.getValue(
                context -> {
                  count.incrementAndGet();
                  return (DataValue) context.getAttribute(AttributeId.Value);
                }));
    refer(node, NodeIds.HasComponent, NodeIds.OPCBinarySchema_TypeSystem, false);
    namespace.ifPresent(
        uri -> {
          UaVariableNode property =
              variable(name + ".Uri", NodeIds.String, NodeIds.PropertyType, Variant.of(uri));
          property.setBrowseName(new QualifiedName(0, "NamespaceUri"));
          refer(node, NodeIds.HasProperty, property.getNodeId(), true);
        });
  }

  static Variant text(String dictionary) {
    return Variant.of(ByteString.of(BinarySchemas.octets(dictionary)));
  }

  /** The dictionary's text changes while clients are connected. */
  void rewrite(String dictionary, String text) {
    variables.get(dictionary).setValue(new DataValue(text(text)));
  }

  /** How often a dictionary was asked for. */
  int reads(String dictionary) {
    return reads.get(dictionary).get();
  }

  /**
   * A structure, and a variable of the same name that holds one.
   *
   * @param description its value; empty for a type that no dictionary describes
   */
  void type(String name, String dictionary, Optional<Variant> description) {
    UaDataTypeNode type =
        new UaDataTypeNode(
            getNodeContext(),
            newNodeId("Type." + name),
            newQualifiedName(name),
            LocalizedText.english(name),
            LocalizedText.NULL_VALUE,
            Unsigned.uint(0),
            Unsigned.uint(0),
            false);
    getNodeManager().addNode(type);
    refer(type, NodeIds.HasSubtype, NodeIds.Structure, false);
    UaObjectNode encoding =
        new UaObjectNode.UaObjectNodeBuilder(getNodeContext())
            .setNodeId(newNodeId("Encoding." + name))
            .setBrowseName(new QualifiedName(0, "Default Binary"))
            .setDisplayName(LocalizedText.english("Default Binary"))
            .setTypeDefinition(NodeIds.DataTypeEncodingType)
            .build();
    getNodeManager().addNode(encoding);
    refer(type, NodeIds.HasEncoding, encoding.getNodeId(), true);
    description.ifPresent(
        value -> {
          String own = "Description." + name;
          UaVariableNode node =
              variable(own, NodeIds.String, NodeIds.DataTypeDescriptionType, value);
          node.setBrowseName(newQualifiedName(name));
          refer(encoding, NodeIds.HasDescription, node.getNodeId(), true);
          refer(node, NodeIds.HasComponent, newNodeId(dictionary), false);
        });
    UaVariableNode variable =
        variable(name, type.getNodeId(), NodeIds.BaseDataVariableType, Variant.NULL_VALUE);
    refer(variable, NodeIds.Organizes, NodeIds.ObjectsFolder, false);
  }

  /** The type is described by its attribute, too. */
  void define(String type, StructureDefinition definition) {
    UaNode node = getNodeManager().getNode(newNodeId("Type." + type)).orElseThrow();
    ((UaDataTypeNode) node).setDataTypeDefinition(definition);
  }

  void set(String name, Consumer<OpcUaBinaryEncoder> content) {
    set(name, newNodeId("Encoding." + name), content);
  }

  /** As some servers have it: with the data type where the encoding should be. */
  void setByDataType(String name, Consumer<OpcUaBinaryEncoder> content) {
    set(name, newNodeId("Type." + name), content);
  }

  private void set(String name, NodeId encoding, Consumer<OpcUaBinaryEncoder> content) {
    ByteBuf buffer = Unpooled.buffer();
    content.accept(new OpcUaBinaryEncoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer));
    byte[] octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    Variant value = Variant.of(ExtensionObject.of(ByteString.of(octets), encoding));
    variables.get(name).setValue(new DataValue(value));
  }

  private UaVariableNode variable(String name, NodeId type, NodeId definition, Variant value) {
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(name))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(type)
            .setTypeDefinition(definition)
            .setAccessLevel(AccessLevel.READ_WRITE)
            .setUserAccessLevel(AccessLevel.READ_WRITE)
            .build();
    node.setValue(new DataValue(value));
    variables.put(name, node);
    getNodeManager().addNode(node);
    return node;
  }

  private static void refer(UaNode node, NodeId type, NodeId other, boolean forward) {
    node.addReference(new Reference(node.getNodeId(), type, other.expanded(), forward));
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {}

  @Override
  public void onDataItemsModified(List<DataItem> items) {}

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {}

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {}
}
