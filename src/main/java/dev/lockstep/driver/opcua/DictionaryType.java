package dev.lockstep.driver.opcua;

import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A structure that a type dictionary describes. A dictionary names the structures inside of another
 * one, and need not say which data types they are; so in a {@link StructureLayout} each has a node
 * id that stands for dictionary and name, in a namespace that no server has. It is never sent.
 *
 * @param dictionary the node of the dictionary
 * @param name of the type in it
 */
record DictionaryType(NodeId dictionary, String name) {
  /** The last one; a server would have to have 65,536 namespaces. */
  private static final int NAMESPACE = 0xFFFF;

  NodeId node() {
    String text = "%d:%s%s".formatted(name.length(), name, dictionary.toParseableString());
    return new NodeId(Unsigned.ushort(NAMESPACE), text);
  }

  /** What a node id stands for; empty for those of the server. */
  static Optional<DictionaryType> of(NodeId node) {
    if (node.getNamespaceIndex().intValue() != NAMESPACE
        || !(node.getIdentifier() instanceof String text)) {
      return Optional.empty();
    }
    int from = text.indexOf(':') + 1;
    int until = from + Integer.parseInt(text.substring(0, from - 1));
    NodeId dictionary = NodeId.parse(text.substring(until));
    return Optional.of(new DictionaryType(dictionary, text.substring(from, until)));
  }
}
