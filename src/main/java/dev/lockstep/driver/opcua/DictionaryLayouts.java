package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason.Code;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * The layouts of structures that a server describes in type dictionaries alone, as servers did
 * before OPC UA 1.04 (OPC 10000-5, Annexes C and D).
 */
final class DictionaryLayouts {
  private static final String WAY_OUT = "; define a resource for the node of each field";

  private final TypeDictionaries dictionaries;
  private final VariableProperties properties;

  DictionaryLayouts(TypeDictionaries dictionaries, VariableProperties properties) {
    this.dictionaries = dictionaries;
    this.properties = properties;
  }

  void forget() {
    dictionaries.forget();
  }

  /** The layout of a data type that has no DataTypeDefinition. */
  StructureLayout layout(ActiveSession session, NodeId dataType, String name, Deadline deadline)
      throws MisfitException, UnansweredException {
    NodeId encoding = TypeDescriptions.binaryEncoding(session, dataType, deadline);
    if (encoding.isNull()) {
      throw undescribed(name, "no binary encoding");
    }
    Optional<TypeDictionaries.Description> found =
        dictionaries.description(session, encoding, deadline);
    if (found.isEmpty()) {
      throw undescribed(name, "no description in a type dictionary");
    }
    DictionaryType type = new DictionaryType(found.get().dictionary(), found.get().typeName());
    return layout(
        session, type, new DictionaryLayoutReader.Wanted(dataType, name, encoding), deadline);
  }

  /** The layout of a structure inside of another one of a dictionary. */
  StructureLayout layout(ActiveSession session, DictionaryType type, Deadline deadline)
      throws MisfitException, UnansweredException {
    return layout(
        session,
        type,
        new DictionaryLayoutReader.Wanted(type.node(), type.name(), NodeId.NULL_VALUE),
        deadline);
  }

  private StructureLayout layout(
      ActiveSession session,
      DictionaryType type,
      DictionaryLayoutReader.Wanted wanted,
      Deadline deadline)
      throws MisfitException, UnansweredException {
    VariableProperties.Owner nobody =
        new VariableProperties.Owner(NodeId.NULL_VALUE, NodeId.NULL_VALUE);
    ValueBounds ofServer = properties.of(session, List.of(nobody), deadline).getFirst();
    DictionaryLayoutReader reader =
        new DictionaryLayoutReader(namespace -> dictionaries.of(session, namespace, deadline));
    try {
      TypeDictionary dictionary = dictionaries.at(session, type.dictionary(), deadline);
      return reader.layout(dictionary, type.name(), wanted, ofServer.lengths());
    } catch (BinarySchemaException refused) {
      String why = "the server describes its type %s in the type dictionary %s alone, and %s";
      String node = TextForms.of(type.dictionary(), session.namespaces());
      throw new MisfitException(
          Code.UNSUPPORTED, why.formatted(wanted.name(), node, refused.detail()) + WAY_OUT);
    }
  }

  private static MisfitException undescribed(String name, String lack) {
    String why = "the server does not describe its type %s (it has no DataTypeDefinition, and %s)";
    return new MisfitException(Code.UNSUPPORTED, why.formatted(name, lack) + WAY_OUT);
  }
}
