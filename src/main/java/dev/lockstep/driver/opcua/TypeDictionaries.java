package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * The type dictionaries of a server, each read when it is first needed and kept as long as the
 * session. Thread-safe.
 */
final class TypeDictionaries {
  /** So many are looked through for a namespace: more than any server in use has. */
  private static final int DICTIONARIES_MAX = 200;

  private final DictionaryNodes nodes;
  private final Map<NodeId, TypeDictionary> known = new ConcurrentHashMap<>();
  private final Map<NodeId, String> unusable = new ConcurrentHashMap<>();
  private final Map<NodeId, Optional<String>> namespaces = new ConcurrentHashMap<>();

  TypeDictionaries(AttributeReader reads) {
    this.nodes = new DictionaryNodes(reads);
  }

  void forget() {
    known.clear();
    unusable.clear();
    namespaces.clear();
  }

  /** The dictionary that describes the encoding of a data type, and the type's name there. */
  record Description(NodeId dictionary, String typeName) {}

  /** Empty where no dictionary does. */
  Optional<Description> description(ActiveSession session, NodeId encoding, Deadline deadline)
      throws UnansweredException {
    for (NodeId description : nodes.descriptions(session, encoding, deadline)) {
      Optional<String> name = nodes.typeName(session, description, deadline);
      List<NodeId> owners = nodes.owners(session, description, deadline);
      if (name.isPresent() && !owners.isEmpty()) {
        return Optional.of(new Description(owners.getFirst(), name.get()));
      }
    }
    return Optional.empty();
  }

  /** The dictionary that a node holds. */
  TypeDictionary at(ActiveSession session, NodeId node, Deadline deadline)
      throws BinarySchemaException, UnansweredException {
    TypeDictionary found = known.get(node);
    if (found != null) {
      return found;
    }
    String why = unusable.get(node);
    if (why != null) {
      throw new BinarySchemaException(why);
    }
    try {
      byte[] text =
          nodes
              .text(session, node, deadline)
              .orElseThrow(() -> new BinarySchemaException("it has no text (a ByteString)"));
      TypeDictionary read = new TypeDictionary(node, BinarySchemaReader.read(text));
      known.put(node, read);
      return read;
    } catch (BinarySchemaException refused) {
      unusable.put(node, refused.detail());
      throw refused;
    }
  }

  /**
   * The dictionaries of a namespace, by their property NamespaceUri or else by what their text
   * says; one that cannot be used and does not say its namespace is passed over.
   */
  List<TypeDictionary> of(ActiveSession session, String namespace, Deadline deadline)
      throws BinarySchemaException, UnansweredException {
    List<NodeId> all = nodes.dictionaries(session, DICTIONARIES_MAX, deadline);
    if (all.size() > DICTIONARIES_MAX) {
      String why = "the server has more than %d type dictionaries";
      throw new BinarySchemaException(why.formatted(DICTIONARIES_MAX));
    }
    List<TypeDictionary> found = new ArrayList<>();
    for (NodeId node : all) {
      Optional<String> said = namespace(session, node, deadline);
      if (said.isPresent() && !said.get().equals(namespace)) {
        continue;
      }
      try {
        TypeDictionary dictionary = at(session, node, deadline);
        if (said.isPresent() || dictionary.schema().namespace().equals(namespace)) {
          found.add(dictionary);
        }
      } catch (BinarySchemaException unusable) {
        // One that does not say its namespace is passed over: the type may stand in another.
        if (said.isPresent()) {
          String why = "the type dictionary %s cannot be used: %s";
          String name = TextForms.of(node, session.namespaces());
          throw new BinarySchemaException(why.formatted(name, unusable.detail()));
        }
      }
    }
    return found;
  }

  private Optional<String> namespace(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    Optional<String> found = namespaces.get(node);
    if (found == null) {
      found = nodes.namespace(session, node, deadline);
      namespaces.put(node, found);
    }
    return found;
  }
}
