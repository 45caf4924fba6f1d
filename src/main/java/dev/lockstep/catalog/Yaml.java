package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A YAML node (YAML 1.2.2, 3.2.1) with its source location; scalars keep their text as written. */
sealed interface Yaml {
  SourceLocation location();

  /** The number of values in this node, with aliases expanded. */
  long weight();

  /** The kind of a plain scalar by the YAML 1.2 core schema; quoted scalars are always text. */
  enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    NOTHING
  }

  record Scalar(SourceLocation location, String text, Kind kind) implements Yaml {
    @Override
    public long weight() {
      return 1;
    }
  }

  record Sequence(SourceLocation location, List<Yaml> items, long weight) implements Yaml {
    static Sequence of(SourceLocation location, List<Yaml> items) {
      long weight = 1 + items.stream().mapToLong(Yaml::weight).sum();
      return new Sequence(location, List.copyOf(items), weight);
    }
  }

  record Mapping(SourceLocation location, SequencedMap<String, Entry> entries, long weight)
      implements Yaml {
    static Mapping of(SourceLocation location, SequencedMap<String, Entry> entries) {
      long weight = 1 + entries.values().stream().mapToLong(each -> each.value().weight()).sum();
      return new Mapping(location, entries, weight);
    }
  }

  /** The location of a key, and its value. */
  record Entry(SourceLocation key, Yaml value) {}

  default boolean nothing() {
    return this instanceof Scalar scalar && scalar.kind() == Kind.NOTHING;
  }

  /** A description of this node for messages. */
  default String described() {
    return switch (this) {
      case Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT -> '"' + SpellingSuggestion.shortened(scalar.text()) + '"';
            case NUMBER, FLAG -> SpellingSuggestion.shortened(scalar.text());
            case NOTHING -> "nothing";
          };
      case Sequence sequence -> "a list";
      case Mapping mapping -> "a mapping";
    };
  }

  /**
   * This node as parsed JSON: String, Boolean, BigDecimal, List and Map of these. Empty values are
   * omitted from mappings and are empty text in lists.
   */
  default Object plain() {
    return switch (this) {
      case Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT -> scalar.text();
            case NUMBER -> number(scalar.text());
            case FLAG -> Boolean.valueOf(scalar.text());
            case NOTHING -> "";
          };
      case Sequence sequence -> {
        List<Object> items = new ArrayList<>();
        sequence.items().forEach(each -> items.add(each.plain()));
        yield List.copyOf(items);
      }
      case Mapping mapping -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        mapping
            .entries()
            .forEach(
                (key, entry) -> {
                  if (!entry.value().nothing()) {
                    fields.put(key, entry.value().plain());
                  }
                });
        yield fields;
      }
    };
  }

  /** The number, not converted through a double: 0.1 stays 0.1. */
  private static BigDecimal number(String text) {
    if (text.startsWith("0x")) {
      return new BigDecimal(new BigInteger(text.substring(2), 16));
    }
    if (text.startsWith("0o")) {
      return new BigDecimal(new BigInteger(text.substring(2), 8));
    }
    return new BigDecimal(text);
  }
}
