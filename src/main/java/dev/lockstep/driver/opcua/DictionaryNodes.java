package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;

/**
 * The nodes in which a server keeps its type dictionaries (OPC 10000-5, Annex D): from the encoding
 * of a data type to its DataTypeDescription, and from there to the DataTypeDictionary.
 */
final class DictionaryNodes {
  /** Far more than the dictionary of the standard has (180,000). */
  static final int OCTETS_MAX = 8 << 20;

  private static final int PART = 1 << 16;
  private static final int SMALLEST_PART = 1 << 10;

  private final AttributeReader reads;

  DictionaryNodes(AttributeReader reads) {
    this.reads = reads;
  }

  /** The descriptions of an encoding; usually one. */
  List<NodeId> descriptions(ActiveSession session, NodeId encoding, Deadline deadline)
      throws UnansweredException {
    return nodes(
        session,
        browse(
            session, wanted(encoding, NodeIds.HasDescription, BrowseDirection.Forward), deadline));
  }

  /** What a description may be a component of; one of them is the dictionary. */
  List<NodeId> owners(ActiveSession session, NodeId description, Deadline deadline)
      throws UnansweredException {
    return nodes(
        session,
        browse(
            session, wanted(description, NodeIds.HasComponent, BrowseDirection.Inverse), deadline));
  }

  /** The dictionaries of the OPC Binary type system. */
  List<NodeId> dictionaries(ActiveSession session, int most, Deadline deadline)
      throws UnansweredException {
    NodeId system = NodeIds.OPCBinarySchema_TypeSystem;
    BrowseDescription wanted = wanted(system, NodeIds.HasComponent, BrowseDirection.Forward);
    return nodes(session, AllReferences.of(session, wanted, most, deadline));
  }

  private static List<NodeId> nodes(ActiveSession session, List<ReferenceDescription> references) {
    return references.stream()
        .map(each -> each.getNodeId().toNodeId(session.namespaces()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static BrowseDescription wanted(
      NodeId from, NodeId reference, BrowseDirection direction) {
    return new BrowseDescription(
        from,
        direction,
        reference,
        true,
        Unsigned.uint(NodeClass.Variable.getValue()),
        Unsigned.uint(BrowseResultMask.BrowseName.getValue()));
  }

  private static List<ReferenceDescription> browse(
      ActiveSession session, BrowseDescription wanted, Deadline deadline)
      throws UnansweredException {
    try {
      return DataTypeHierarchy.browse(session, wanted, deadline);
    } catch (UnansweredException refused) {
      if (!refused.isRefusal()) {
        throw refused;
      }
      return List.of();
    }
  }

  /**
   * The namespace that a dictionary names in its property NamespaceUri; empty where it has none.
   */
  Optional<String> namespace(ActiveSession session, NodeId dictionary, Deadline deadline)
      throws UnansweredException {
    for (ReferenceDescription property :
        browse(
            session, wanted(dictionary, NodeIds.HasProperty, BrowseDirection.Forward), deadline)) {
      Optional<NodeId> node = property.getNodeId().toNodeId(session.namespaces());
      if ("NamespaceUri".equals(property.getBrowseName().name()) && node.isPresent()) {
        return value(session, node.get(), AttributeId.Value, deadline).getValue().value()
                instanceof String uri
            ? Optional.of(uri.strip()).filter(found -> !found.isEmpty())
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The name that the type of a description has in its dictionary. */
  Optional<String> typeName(ActiveSession session, NodeId description, Deadline deadline)
      throws UnansweredException {
    List<ReadValueId> wanted =
        List.of(
            AttributeReader.attribute(description, AttributeId.Value),
            AttributeReader.attribute(description, AttributeId.BrowseName));
    List<DataValue> said = reads.values(session, wanted, deadline);
    if (said.get(0).getValue().value() instanceof String name && !name.isBlank()) {
      return Optional.of(name.strip());
    }
    // It has the name of the type, too; that is all that some servers give.
    return said.get(1).getValue().value() instanceof QualifiedName name
        ? Optional.ofNullable(name.name())
        : Optional.empty();
  }

  // ---- the text of a dictionary

  /** The text of a dictionary; empty for a node that holds none. */
  Optional<byte[]> text(ActiveSession session, NodeId dictionary, Deadline deadline)
      throws BinarySchemaException, UnansweredException {
    DataValue read;
    try {
      read = value(session, dictionary, AttributeId.Value, deadline);
    } catch (UnansweredException refused) {
      // BadResponseTooLarge would be right, and some servers say BadInternalError.
      if (!refused.isRefusal()) {
        throw refused;
      }
      return Optional.of(inParts(session, dictionary, deadline));
    }
    if (isTooLarge(read.getStatusCode())) {
      return Optional.of(inParts(session, dictionary, deadline));
    }
    if (!read.getStatusCode().isGood()) {
      throw new BinarySchemaException(
          "the server answers %s for it".formatted(StatusName.of(read.getStatusCode())));
    }
    if (!(read.getValue().value() instanceof ByteString octets)) {
      return Optional.empty();
    }
    checked(octets.length());
    return Optional.of(octets.bytesOrEmpty());
  }

  private DataValue value(
      ActiveSession session, NodeId node, AttributeId attribute, Deadline deadline)
      throws UnansweredException {
    List<ReadValueId> wanted = List.of(AttributeReader.attribute(node, attribute));
    return reads.values(session, wanted, deadline).getFirst();
  }

  private static boolean isTooLarge(StatusCode status) {
    return status.value() == StatusCodes.Bad_ResponseTooLarge
        || status.value() == StatusCodes.Bad_EncodingLimitsExceeded
        || status.value() == StatusCodes.Bad_TcpMessageTooLarge;
  }

  private static void checked(long octets) throws BinarySchemaException {
    if (octets > OCTETS_MAX) {
      throw new BinarySchemaException("it has more than %d octets".formatted(OCTETS_MAX));
    }
  }

  /** By IndexRange, where one message cannot hold it (OPC 10000-4, 7.27). */
  private byte[] inParts(ActiveSession session, NodeId node, Deadline deadline)
      throws BinarySchemaException, UnansweredException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int part = PART;
    while (true) {
      String range = "%d:%d".formatted(text.size(), text.size() + part - 1);
      ReadValueId wanted =
          new ReadValueId(node, AttributeId.Value.uid(), range, QualifiedName.NULL_VALUE);
      DataValue read;
      try {
        read = reads.values(session, List.of(wanted), deadline).getFirst();
      } catch (UnansweredException refused) {
        if (!refused.isRefusal() || part == SMALLEST_PART) {
          throw refused;
        }
        part = part / 2;
        continue;
      }
      if (read.getStatusCode().value() == StatusCodes.Bad_IndexRangeNoData && text.size() > 0) {
        return text.toByteArray();
      }
      if (!read.getStatusCode().isGood()
          || !(read.getValue().value() instanceof ByteString octets)
          || octets.length() > part) {
        String why = "it does not fit a message, and the server gives no parts of it (%s)";
        throw new BinarySchemaException(why.formatted(StatusName.of(read.getStatusCode())));
      }
      text.writeBytes(octets.bytesOrEmpty());
      checked(text.size());
      if (octets.length() < part) {
        return text.toByteArray();
      }
    }
  }
}
