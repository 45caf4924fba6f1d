package dev.lockstep.catalog;

import dev.lockstep.catalog.Yaml.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Parser from text to {@link Yaml} nodes. Works on the library's events and not on its nodes, so
 * that depth and aliases are bounded before anything recurses or expands.
 */
final class YamlText {
  private static final ScalarResolver CORE = new CoreSchema().getScalarResolver();
  private static final String MERGE = "<<";

  private final String file;
  private final CatalogLimits limits;
  private final Iterator<Event> events;
  private final Map<Anchor, Yaml> anchors = new HashMap<>();
  private int aliases;

  /** Malformed YAML: the fault that ends the reading of a file. */
  static final class MalformedYamlException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient SourceLocation location;
    private final String remedy;

    MalformedYamlException(SourceLocation location, String found, String remedy) {
      super(found);
      this.location = location;
      this.remedy = remedy;
    }

    SourceLocation location() {
      return location;
    }

    String found() {
      return String.valueOf(getMessage());
    }

    String remedy() {
      return remedy;
    }
  }

  private YamlText(String file, String text, CatalogLimits limits) {
    this.file = file;
    this.limits = limits;
    // Read in pieces, the library fails where a piece ends within a character of two units.
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(limits.fileBytesMax())
            .setBufferSize(text.length() + 1)
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** The only document of a text; empty where there is none. */
  static Optional<Yaml> parse(String file, String text, CatalogLimits limits)
      throws MalformedYamlException {
    try {
      return new YamlText(file, text, limits).document();
    } catch (MarkedYamlEngineException e) {
      SourceLocation location =
          e.getProblemMark().map(mark -> at(file, mark)).orElse(SourceLocation.start(file));
      String problem = String.valueOf(e.getProblem());
      String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
      throw new MalformedYamlException(location, "this is not YAML: " + problem + context, "");
    } catch (ReaderException e) {
      String found = "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint());
      throw new MalformedYamlException(locationOf(file, text, e.getPosition()), found, "");
    } catch (YamlEngineException e) {
      throw new MalformedYamlException(
          SourceLocation.start(file), "this is not YAML: " + e.getMessage(), "");
    }
  }

  private Optional<Yaml> document() throws MalformedYamlException {
    Optional<Yaml> found = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case Scalar, SequenceStart, MappingStart, Alias -> {
          if (found.isPresent()) {
            String remedy = "put each document into a file of its own";
            throw new MalformedYamlException(at(event), "a second document begins here", remedy);
          }
          found = Optional.of(value(event, 1));
        }
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd -> {}
        case SequenceEnd, MappingEnd, Comment -> {}
      }
    }
    return found;
  }

  private Yaml value(Event event, int depth) throws MalformedYamlException {
    if (depth > limits.depthMax()) {
      String found = "lists and mappings nest deeper than " + limits.depthMax();
      throw new MalformedYamlException(at(event), found, "reduce the nesting");
    }
    Yaml value =
        switch (event) {
          case AliasEvent alias -> aliased(alias);
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> sequence(start, depth);
          case MappingStartEvent start -> mapping(start, depth);
          default -> throw new IllegalStateException("no value begins with " + event);
        };
    if (value.weight() > limits.valuesMax()) {
      String found = "more than " + limits.valuesMax() + " values, with aliases expanded";
      throw new MalformedYamlException(at(event), found, "split the file");
    }
    if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    }
    return value;
  }

  private Yaml aliased(AliasEvent alias) throws MalformedYamlException {
    if (++aliases > limits.aliasesMax()) {
      String found = "more than " + limits.aliasesMax() + " aliases";
      throw new MalformedYamlException(at(alias), found, "write the values out");
    }
    Yaml value = anchors.get(alias.getAlias());
    if (value == null) {
      String found = "the alias *" + alias.getAlias() + " has no anchor before it";
      throw new MalformedYamlException(at(alias), found, "define &" + alias.getAlias() + " first");
    }
    return value;
  }

  private Yaml scalar(ScalarEvent event) {
    Tag tag =
        event
            .getTag()
            .map(Tag::new)
            .orElseGet(() -> event.isPlain() ? CORE.resolve(event.getValue(), true) : Tag.STR);
    String text = event.getValue();
    if (tag.equals(Tag.NULL)) {
      return new Yaml.Scalar(at(event), text, Kind.NOTHING);
    }
    if (tag.equals(Tag.BOOL)) {
      return new Yaml.Scalar(at(event), text, Kind.FLAG);
    }
    boolean number = tag.equals(Tag.INT) || (tag.equals(Tag.FLOAT) && Coercion.isDecimal(text));
    return new Yaml.Scalar(at(event), text, number ? Kind.NUMBER : Kind.TEXT);
  }

  private Yaml sequence(Event start, int depth) throws MalformedYamlException {
    List<Yaml> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return Yaml.Sequence.of(at(start), items);
  }

  private Yaml mapping(Event start, int depth) throws MalformedYamlException {
    SequencedMap<String, Yaml.Entry> entries = new LinkedHashMap<>();
    List<Yaml> merged = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(value(event, depth + 1) instanceof Yaml.Scalar key)) {
        throw new MalformedYamlException(
            at(event), "a key that is a list or a mapping", "use plain text keys");
      }
      Yaml value = value(events.next(), depth + 1);
      if (key.text().equals(MERGE)) {
        merged.add(value);
        continue;
      }
      Yaml.Entry earlier = entries.putIfAbsent(key.text(), new Yaml.Entry(key.location(), value));
      if (earlier != null) {
        String found = "the key %s appears twice, first in line %d";
        String message =
            found.formatted(SpellingSuggestion.shortened(key.text()), earlier.key().line());
        throw new MalformedYamlException(key.location(), message, "keep one of them");
      }
    }
    merged.forEach(each -> merge(each, entries));
    return Yaml.Mapping.of(at(start), entries);
  }

  /** YAML's merge key, which EdgeX' Go parser supports too: existing keys are kept. */
  private static void merge(Yaml from, SequencedMap<String, Yaml.Entry> into) {
    switch (from) {
      case Yaml.Mapping mapping -> mapping.entries().forEach(into::putIfAbsent);
      case Yaml.Sequence sequence -> sequence.items().forEach(each -> merge(each, into));
      case Yaml.Scalar scalar -> {}
    }
  }

  private SourceLocation at(Event event) {
    return event.getStartMark().map(mark -> at(file, mark)).orElse(SourceLocation.start(file));
  }

  private static SourceLocation at(String file, Mark mark) {
    return new SourceLocation(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static SourceLocation locationOf(String file, String text, int position) {
    String before = text.substring(0, Math.clamp(position, 0, text.length()));
    int line = 1 + (int) before.chars().filter(each -> each == '\n').count();
    return new SourceLocation(file, line, before.length() - before.lastIndexOf('\n'));
  }
}
