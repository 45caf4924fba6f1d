package dev.lockstep.driver.opcua;

import dev.lockstep.device.Resource;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * A node as a profile names it: {@code nsu=URI;s=…}, or {@code ns=INDEX;s=…} with the index used as
 * it is. Indexes move when a server is changed, so a URI is resolved anew for each session.
 */
record NodeAddress(String text, ExpandedNodeId id) {

  /** Why an attribute is no node: a sentence without its subject. */
  static final class MalformedException extends OpcUaFailureException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  static NodeAddress of(Resource resource, String attribute) throws MalformedException {
    if (!(resource.attributes().get(attribute) instanceof String text) || text.isBlank()) {
      throw new MalformedException(
          "attribute %s is missing; nsu=URI;s=NAME would be right".formatted(attribute));
    }
    return of(text, "attribute " + attribute);
  }

  /**
   * @param what it is, for messages
   */
  static NodeAddress of(String text, String what) throws MalformedException {
    try {
      return new NodeAddress(text.strip(), ExpandedNodeId.parse(text.strip()));
    } catch (UaRuntimeException malformed) {
      throw new MalformedException(
          "%s is \"%s\"; nsu=URI;s=NAME or ns=3;i=1001 would be right".formatted(what, text));
    }
  }

  /** Whether the resource is a method: it has {@code methodId}. */
  static boolean isMethod(Resource resource) {
    return resource.attributes().containsKey("methodId");
  }

  /** The names of {@code inputMap}, in the method's order; empty where it has none. */
  static List<String> inputMap(Resource resource) {
    return resource.attributes().get("inputMap") instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The node in this session; empty where the server does not know the namespace. */
  Optional<NodeId> in(NamespaceTable namespaces) {
    return id.toNodeId(namespaces);
  }

  /**
   * The node in one spelling for all that name it: by its namespace URI where the session knows it,
   * else as the profile has it.
   */
  String spelled(Optional<NamespaceTable> namespaces) {
    return namespaces.flatMap(id::absolute).orElse(id).toParseableString();
  }
}
