package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.BinarySchema.TypeDescription;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** A type dictionary of a server, with the node that holds it. */
record TypeDictionary(NodeId node, BinarySchema schema) {
  /**
   * The description of a name as a server writes it: some put a prefix before it, which is none of
   * the dictionary's text.
   */
  Optional<TypeDescription> type(String name) {
    return schema.type(name).or(() -> schema.type(name.substring(name.indexOf(':') + 1)));
  }
}
