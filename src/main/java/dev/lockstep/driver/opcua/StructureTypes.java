package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.KnownTypes.UnknownTypeException;
import dev.lockstep.driver.opcua.StructureDecoder.MalformedStructureException;
import dev.lockstep.driver.opcua.ValueConversion.Decoded;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * The structured data types of a server, learnt when a value of one is read or written, and kept as
 * long as a session, because a restarted server may have others. A type whose description does not
 * fit what the server sends is learnt anew. Thread-safe.
 */
final class StructureTypes {
  /** How many types one may be made of: more than any companion model's, so that learning ends. */
  private static final int TYPES_MAX = 200;

  private final TypeDescriptions descriptions;
  private final StructureLayoutReader reader;
  private final Map<NodeId, StructureLayout> layouts = new ConcurrentHashMap<>();
  private final Map<NodeId, NodeId> encodings = new ConcurrentHashMap<>();
  private final Map<NodeId, Set<NodeId>> supertypes = new ConcurrentHashMap<>();

  /** Types and encodings that the server does not describe, with the sentence that says so. */
  private final Map<NodeId, String> undescribed = new ConcurrentHashMap<>();

  StructureTypes(TypeDescriptions descriptions, StructureLayoutReader reader) {
    this.descriptions = descriptions;
    this.reader = reader;
  }

  KnownTypes known(ActiveSession session) {
    return new KnownTypes(session.namespaces(), layouts, encodings, supertypes);
  }

  /** Something that needs to know types. */
  @FunctionalInterface
  private interface Conversion<T> {
    T convert(KnownTypes known) throws MisfitException, UnknownTypeException;
  }

  /** A value that was read. */
  Decoded decoded(ActiveSession session, Variant read, Read as, Deadline deadline)
      throws MisfitException, UnansweredException {
    return learningAnew(
        session,
        known -> ValueConversion.fromWire(known, read, as.scaling(), as.declared()),
        deadline);
  }

  /** How a profile wants to read a value. */
  record Read(Scaling scaling, ValueType declared) {}

  /**
   * A value that is to be written, and as what.
   *
   * @param part of the node's value that it is; empty for the whole value
   */
  record Write(
      Value value, ValueConversion.Writing writing, WireType wireType, Optional<ValuePart> part) {
    static Write of(Value value, Resource resource, WireType wireType) {
      return new Write(
          value, ValueConversion.Writing.of(resource), wireType.in(resource), Optional.empty());
    }

    /** Refused where the node's value has no such part. */
    static Write of(Value value, NodeResolver.Located located, WireType wireType)
        throws MisfitException {
      Resource resource = located.resource();
      if (located.range().isEmpty()) {
        return of(value, resource, wireType);
      }
      ValuePart part = ValuePart.of(located.range().get(), resource.type(), wireType);
      return new Write(
          value,
          ValueConversion.Writing.of(resource),
          part.encoded().in(resource),
          Optional.of(part));
    }
  }

  /** A value, as it is written. */
  Variant encoded(ActiveSession session, Write write, Deadline deadline)
      throws MisfitException, UnansweredException {
    Variant raw =
        learning(
            session,
            known ->
                ValueConversion.toWire(known, write.value(), write.writing(), write.wireType()),
            deadline);
    return write.part().isPresent() ? write.part().get().written(raw) : raw;
  }

  /**
   * The structure that a variable holds: its own data type, or where that is abstract the type of
   * its value now.
   */
  NodeId concrete(ActiveSession session, NodeId dataType, Variant now, Deadline deadline)
      throws MisfitException, UnansweredException {
    Optional<NodeId> found = Optional.of(dataType);
    if (descriptions.isAbstract(session, dataType, deadline)) {
      Optional<NodeId> encoding = StructureDecoder.encoding(now.value());
      found =
          encoding.isPresent()
              ? Optional.of(encodedAs(session, encoding.get(), deadline))
              : Optional.empty();
    }
    NodeId concrete = found.orElse(dataType);
    Optional<String> why = known(session).unsupported(layout(session, concrete, deadline));
    if (why.isPresent()) {
      throw new MisfitException(Code.UNSUPPORTED, why.get());
    }
    return concrete;
  }

  /**
   * The one language of the texts inside of a value; empty where they have several, or none. A
   * value that is not as its type is described is a fault: what is written by that description
   * would be something else to the machine. One without any octets was never set.
   */
  Optional<String> locale(ActiveSession session, Variant read, Deadline deadline)
      throws MisfitException, UnansweredException {
    if (read.value() instanceof ExtensionObject object
        && object.getBody() instanceof ByteString octets
        && octets.length() == 0) {
      return Optional.empty();
    }
    try {
      return learningAnew(
          session,
          known -> {
            StructureDecoder decoder = new StructureDecoder(known);
            ValueConversion.fromWire(decoder, read, Scaling.NONE, ValueType.OBJECT);
            return decoder.locales().size() == 1 && !decoder.locales().first().isEmpty()
                ? Optional.of(decoder.locales().first())
                : Optional.empty();
          },
          deadline);
    } catch (MalformedStructureException notAsDescribed) {
      throw notAsDescribed;
    } catch (MisfitException unreadable) {
      return Optional.empty();
    }
  }

  private <T> T learningAnew(ActiveSession session, Conversion<T> conversion, Deadline deadline)
      throws MisfitException, UnansweredException {
    try {
      return learning(session, conversion, deadline);
    } catch (MalformedStructureException malformed) {
      forget(malformed.encoding());
      return learning(session, conversion, deadline);
    }
  }

  private <T> T learning(ActiveSession session, Conversion<T> conversion, Deadline deadline)
      throws MisfitException, UnansweredException {
    for (int learnt = 0; ; learnt++) {
      try {
        return conversion.convert(known(session));
      } catch (UnknownTypeException unknown) {
        if (learnt == TYPES_MAX) {
          throw tooMany(unknown.node());
        }
        if (unknown.isEncoding()) {
          encodedAs(session, unknown.node(), deadline);
        } else {
          layout(session, unknown.node(), deadline);
          if (DictionaryType.of(unknown.node()).isEmpty()) {
            supertypes.put(unknown.node(), descriptions.above(session, unknown.node(), deadline));
          }
        }
      }
    }
  }

  /** The layout of a data type, learnt where it is not known. */
  StructureLayout layout(ActiveSession session, NodeId dataType, Deadline deadline)
      throws MisfitException, UnansweredException {
    StructureLayout known = layouts.get(dataType);
    if (known != null) {
      return known;
    }
    known(undescribed.get(dataType));
    Map<NodeId, StructureLayout> fresh = new LinkedHashMap<>();
    Set<NodeId> seen = new HashSet<>();
    Queue<NodeId> ahead = new ArrayDeque<>(List.of(dataType));
    while (!ahead.isEmpty()) {
      NodeId next = ahead.remove();
      if (!seen.add(next) || layouts.containsKey(next)) {
        continue;
      }
      if (seen.size() > TYPES_MAX) {
        throw tooMany(dataType);
      }
      try {
        StructureLayout layout = reader.layout(session, next, deadline);
        fresh.put(next, layout);
        ahead.addAll(nested(layout));
      } catch (MisfitException unknown) {
        undescribed.put(next, unknown.detail());
      }
    }
    known(undescribed.get(dataType));
    fresh.replaceAll((node, layout) -> withoutUndescribed(layout));
    layouts.putAll(fresh);
    fresh.values().stream()
        .filter(layout -> layout.encoding().isNotNull())
        .forEach(layout -> encodings.put(layout.encoding(), layout.dataType()));
    return Objects.requireNonNull(fresh.get(dataType));
  }

  private static void known(@Nullable String undescribed) throws MisfitException {
    if (undescribed != null) {
      throw new MisfitException(Code.UNSUPPORTED, undescribed);
    }
  }

  private static List<NodeId> nested(StructureLayout layout) {
    return layout.fields().stream()
        .map(StructureLayout.Field::type)
        .filter(StructureLayout.FieldType.Nested.class::isInstance)
        .map(type -> ((StructureLayout.FieldType.Nested) type).dataType())
        .toList();
  }

  /**
   * A field of a type that the server does not describe is known to be neither read nor written.
   */
  private StructureLayout withoutUndescribed(StructureLayout layout) {
    List<StructureLayout.Field> fields =
        layout.fields().stream()
            .map(
                field ->
                    field.type() instanceof StructureLayout.FieldType.Nested nested
                            && undescribed.containsKey(nested.dataType())
                        ? field.unsupported("cannot be used: " + undescribed.get(nested.dataType()))
                        : field)
            .toList();
    return new StructureLayout(
        layout.dataType(), layout.name(), layout.encoding(), layout.kind(), fields);
  }

  private static MisfitException tooMany(NodeId dataType) {
    String detail = "the type %s is made of more than %d types";
    return new MisfitException(
        Code.UNSUPPORTED, detail.formatted(dataType.toParseableString(), TYPES_MAX));
  }

  /** Whether values of a structure can be read and written, with all that it is made of. */
  boolean isUsable(ActiveSession session, NodeId dataType, Deadline deadline)
      throws UnansweredException {
    try {
      return known(session).unsupported(layout(session, dataType, deadline)).isEmpty();
    } catch (MisfitException undescribed) {
      return false;
    }
  }

  /** What a person has to write for a structure; empty where it is not known. */
  Optional<String> summary(ActiveSession session, NodeId dataType) {
    return Optional.ofNullable(layouts.get(dataType))
        .map(layout -> StructureSummary.of(layout, known(session).layouts()));
  }

  /** The data type of a binary encoding. */
  NodeId encodedAs(ActiveSession session, NodeId encoding, Deadline deadline)
      throws MisfitException, UnansweredException {
    NodeId known = encodings.get(encoding);
    if (known != null && layouts.containsKey(known)) {
      return known;
    }
    known(undescribed.get(encoding));
    Optional<NodeId> dataType = descriptions.encodedAs(session, encoding, deadline);
    if (dataType.isEmpty()) {
      String detail =
          "the server does not say which data type has the encoding %s; define a resource for the"
              + " node of each field";
      undescribed.put(encoding, detail.formatted(TextForms.of(encoding, session.namespaces())));
      known(undescribed.get(encoding));
    }
    NodeId found = dataType.orElseThrow();
    layout(session, found, deadline);
    encodings.put(encoding, found);
    return found;
  }

  /** What is known of all types, because a server has refused a value that it should have held. */
  void forget() {
    layouts.clear();
    encodings.clear();
    supertypes.clear();
    undescribed.clear();
    reader.forget();
  }

  private void forget(NodeId encoding) {
    if (encodings.containsKey(encoding)) {
      forget();
    }
  }
}
