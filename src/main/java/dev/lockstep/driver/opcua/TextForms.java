package dev.lockstep.driver.opcua;

import dev.lockstep.device.Reason.Code;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;

/**
 * The text forms of ids, names and status codes (OPC 10000-6, 5.1.12 to 5.1.14). A namespace is
 * named by its URI and never by its index, because an index may mean another one after a restart of
 * the server, between the vote and the commit. Each value has one spelling, and only that is taken,
 * so that what is read back can be compared as text.
 */
final class TextForms {
  private static final Pattern INDEXED = Pattern.compile("(\\d+):(.*)", Pattern.DOTALL);
  private static final Pattern BY_URI = Pattern.compile("nsu=([^;]*);(.*)", Pattern.DOTALL);
  private static final int SEVERITIES = 3;
  private static final int SUB_CODES = 0x1000;
  private static final Map<String, Long> STATUS_CODES = statusCodes();

  private TextForms() {}

  // ---- node ids

  static String of(NodeId node, NamespaceTable namespaces) {
    if (node.isNull()) {
      return NodeId.NULL_VALUE.toParseableString();
    }
    return node.getNamespaceIndex().intValue() == 0
        ? node.toParseableString()
        : of(node.expanded(), namespaces);
  }

  static String of(ExpandedNodeId node, NamespaceTable namespaces) {
    if (node.isNull()) {
      return NodeId.NULL_VALUE.toParseableString();
    }
    Optional<NodeId> own = node.isLocal() ? node.toNodeId(namespaces) : Optional.empty();
    return own.isPresent() && own.get().getNamespaceIndex().intValue() == 0
        ? own.get().toParseableString()
        : node.absolute(namespaces).orElse(node).toParseableString();
  }

  static NodeId nodeId(String text, NamespaceTable namespaces) throws MisfitException {
    ExpandedNodeId parsed = parsed(text, namespaces);
    NodeId node =
        parsed.isLocal() ? parsed.toNodeId(namespaces).orElseThrow(() -> unknown(text)) : null;
    if (node == null) {
      throw new MisfitException("\"%s\" is on another server; a NodeId has none".formatted(text));
    }
    spelled(text, of(node, namespaces));
    return node;
  }

  static ExpandedNodeId expandedNodeId(String text, NamespaceTable namespaces)
      throws MisfitException {
    ExpandedNodeId parsed = parsed(text, namespaces);
    spelled(text, of(parsed, namespaces));
    return parsed.isLocal()
        ? parsed.toNodeId(namespaces).map(NodeId::expanded).orElse(parsed)
        : parsed;
  }

  private static ExpandedNodeId parsed(String text, NamespaceTable namespaces)
      throws MisfitException {
    try {
      ExpandedNodeId parsed = ExpandedNodeId.parse(text);
      if (parsed.isRelative() && parsed.absolute(namespaces).isEmpty()) {
        throw unknown(text);
      }
      return parsed;
    } catch (UaRuntimeException malformed) {
      throw new MisfitException(
          "\"%s\" is no node id; nsu=URI;s=NAME or i=85 would be right".formatted(text));
    }
  }

  private static MisfitException unknown(String text) {
    return new MisfitException(
        Code.OUT_OF_RANGE, "the server does not know the namespace of \"%s\"".formatted(text));
  }

  private static void spelled(String found, String right) throws MisfitException {
    if (!found.equals(right)) {
      throw new MisfitException(
          "\"%s\" is spelled otherwise; %s".formatted(found, right) + " would be right");
    }
  }

  // ---- names

  static String of(QualifiedName name, NamespaceTable namespaces) {
    String own = name.name() == null ? "" : name.name();
    int index = name.namespaceIndex().intValue();
    String uri = index == 0 ? null : namespaces.get(index);
    if (uri != null) {
      return "nsu=" + uri.replace("%", "%25").replace(";", "%3B") + ";" + own;
    }
    boolean plain = index == 0 && !INDEXED.matcher(own).matches() && !own.startsWith("nsu=");
    return plain ? own : index + ":" + own;
  }

  static QualifiedName qualifiedName(String text, NamespaceTable namespaces)
      throws MisfitException {
    QualifiedName name;
    Matcher byUri = BY_URI.matcher(text);
    Matcher indexed = INDEXED.matcher(text);
    if (byUri.matches()) {
      String uri = byUri.group(1).replace("%3B", ";").replace("%25", "%");
      var index = namespaces.getIndex(uri);
      if (index == null) {
        throw unknown(text);
      }
      name = new QualifiedName(index, byUri.group(2));
    } else if (indexed.matches()) {
      name = indexed(indexed, text, namespaces);
    } else {
      name = new QualifiedName(0, text);
    }
    spelled(text, of(name, namespaces));
    return name;
  }

  /** An index of another namespace than the standard's is refused: it may move. */
  private static QualifiedName indexed(Matcher indexed, String text, NamespaceTable namespaces)
      throws MisfitException {
    String digits = indexed.group(1);
    int index = digits.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (index > 0xFFFF || (index > 0 && namespaces.get(index) == null)) {
      throw unknown(text);
    }
    return new QualifiedName(index, indexed.group(2));
  }

  // ---- status codes

  static String of(StatusCode status) {
    String name = StatusName.of(status);
    return Long.valueOf(status.value()).equals(STATUS_CODES.get(name))
        ? name
        : "0x%08X".formatted(status.value());
  }

  static StatusCode statusCode(String text) throws MisfitException {
    Long named = STATUS_CODES.get(text);
    if (named != null) {
      return new StatusCode(named);
    }
    if (!text.matches("0x[0-9A-F]{8}")) {
      throw new MisfitException(
          "\"%s\" is no status code; BadTimeout or 0x800A0000 would be right".formatted(text));
    }
    StatusCode status = new StatusCode(Long.parseLong(text.substring(2), 16));
    spelled(text, of(status));
    return status;
  }

  private static Map<String, Long> statusCodes() {
    Map<String, Long> codes = new HashMap<>();
    for (long severity = 0; severity < SEVERITIES; severity++) {
      for (long each = 0; each < SUB_CODES; each++) {
        long code = severity << 30 | each << 16;
        if (StatusCodes.lookup(code).isPresent()) {
          codes.putIfAbsent(StatusName.of(new StatusCode(code)), code);
        }
      }
    }
    return codes;
  }

  // ---- XML

  /** A fragment of XML; one that is not well-formed is refused here, as a server may do. */
  static XmlElement xmlElement(String text) throws MisfitException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // Namespace prefixes may be bound outside of the fragment.
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    try {
      XMLStreamReader reader =
          factory.createXMLStreamReader(new StringReader("<fragment>" + text + "</fragment>"));
      while (reader.hasNext()) {
        reader.next();
      }
      return new XmlElement(text);
    } catch (XMLStreamException malformed) {
      throw new MisfitException("the text is not well-formed XML");
    }
  }
}
