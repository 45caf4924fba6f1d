package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A YAML node with its path and the diagnostics of the load, so that a reader can report faults at
 * it. A method that returns empty for a value of the wrong type has reported the fault, unless it
 * says otherwise.
 *
 * @param path of keys from the top of the file
 */
record YamlNode(Yaml yaml, String path, Diagnostics diagnostics) {

  SourceLocation location() {
    return yaml.location();
  }

  void fault(String found, String remedy) {
    diagnostics.fault(yaml.location(), path, found, remedy);
  }

  void warn(String found, String remedy) {
    diagnostics.warn(yaml.location(), path, found, remedy);
  }

  /** A description of this node, for messages. */
  String described() {
    return yaml.described();
  }

  /** The value of a key; empty, without a fault, where there is none or this is not a mapping. */
  Optional<YamlNode> at(String key) {
    return yaml instanceof Yaml.Mapping mapping
        ? Optional.ofNullable(mapping.entries().get(key))
            .filter(entry -> !entry.value().nothing())
            .map(entry -> new YamlNode(entry.value(), pathTo(key), diagnostics))
        : Optional.empty();
  }

  private String pathTo(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The value of a mandatory key. */
  Optional<YamlNode> required(String key, String remedy) {
    Optional<YamlNode> found = at(key);
    if (found.isEmpty()) {
      Optional<String> near = SpellingSuggestion.near(key, keys());
      fault(
          key + " is missing",
          near.map(each -> "did you mean " + key + " instead of " + each + "?").orElse(remedy));
    }
    return found;
  }

  Set<String> keys() {
    return yaml instanceof Yaml.Mapping mapping ? mapping.entries().keySet() : Set.of();
  }

  /** All keys with their values, including empty ones. */
  List<Map.Entry<String, YamlNode>> entries() {
    List<Map.Entry<String, YamlNode>> all = new ArrayList<>();
    if (yaml instanceof Yaml.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, entry) ->
                  all.add(Map.entry(key, new YamlNode(entry.value(), pathTo(key), diagnostics))));
    }
    return all;
  }

  /** Whether this is a mapping. */
  boolean mapping(String remedy) {
    if (yaml instanceof Yaml.Mapping) {
      return true;
    }
    fault("expected a mapping, found " + described(), remedy);
    return false;
  }

  /** The items of a list. */
  List<YamlNode> items(String remedy) {
    if (!(yaml instanceof Yaml.Sequence sequence)) {
      fault("expected a list, found " + described(), remedy);
      return List.of();
    }
    List<YamlNode> all = new ArrayList<>();
    for (Yaml item : sequence.items()) {
      all.add(new YamlNode(item, path + "[" + all.size() + "]", diagnostics));
    }
    return all;
  }

  /** The text of a scalar as it is written, of any kind. */
  Optional<String> text() {
    if (yaml instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NOTHING) {
      return Optional.of(scalar.text());
    }
    fault("expected one value, found " + described(), "");
    return Optional.empty();
  }

  /** A decimal, quoted or not. */
  Optional<BigDecimal> decimal() {
    Optional<BigDecimal> decimal = Coercion.decimal(yaml);
    if (decimal.isEmpty()) {
      fault("expected a number, found " + described(), "write a decimal, for example 12.5");
    }
    return decimal;
  }

  /** True or false. */
  Optional<Boolean> flag() {
    if (yaml instanceof Yaml.Scalar scalar && scalar.text().matches("(?i)true|false")) {
      return Optional.of(Boolean.valueOf(scalar.text()));
    }
    fault("expected true or false, found " + described(), "");
    return Optional.empty();
  }

  /** A duration longer than zero. */
  Optional<Duration> duration() {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = DurationText.parse(text.get());
    if (duration.isEmpty()) {
      fault("expected a duration, found " + described(), DurationText.REMEDY);
    } else if (!duration.get().isPositive()) {
      fault("expected a duration longer than zero, found " + described(), "");
      return Optional.empty();
    } else if (duration.get().compareTo(DurationText.LONGEST) > 0) {
      fault("expected at most 3650d, found " + described(), "");
      return Optional.empty();
    }
    return duration;
  }

  /** The value of one of these words. */
  <T> Optional<T> word(Map<String, T> words) {
    Optional<String> text = text();
    if (text.isPresent() && !words.containsKey(text.get())) {
      fault("found " + described(), SpellingSuggestion.hint(text.get(), words.keySet()));
    }
    return text.map(words::get);
  }

  /** Reports every key but these as a fault: for mappings inside {@code tags.lockstep}. */
  void onlyKeys(Set<String> known) {
    keysBut(known)
        .forEach(each -> each.fault("unknown key", SpellingSuggestion.hint(each.key(), known)));
  }

  /**
   * Warns about a key that looks like a misspelling of one of these: for EdgeX mappings, which may
   * have other keys.
   */
  void likelyKeys(Set<String> known) {
    for (YamlNode each : keysBut(known)) {
      SpellingSuggestion.near(each.key(), known)
          .filter(near -> at(near).isEmpty())
          .ifPresent(near -> each.warn("this key is ignored", "did you mean " + near + "?"));
    }
  }

  private List<YamlNode> keysBut(Set<String> known) {
    List<YamlNode> others = new ArrayList<>();
    if (yaml instanceof Yaml.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                if (!known.contains(key)) {
                  Yaml keyItself = new Yaml.Scalar(entry.key(), key, Yaml.Kind.TEXT);
                  others.add(new YamlNode(keyItself, pathTo(key), diagnostics));
                }
              });
    }
    return others;
  }

  private String key() {
    return yaml instanceof Yaml.Scalar scalar ? scalar.text() : "";
  }
}
