package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value in a file that knows where it stands, so that whoever reads it can say what is wrong.
 * Every method that answers empty for a value of the wrong shape has noted the fault.
 *
 * @param path of keys from the top of the file
 */
record YamlNode(Yaml yaml, String path, Diagnostics diagnostics) {

  SourceLocation place() {
    return yaml.location();
  }

  void fault(String found, String remedy) {
    diagnostics.fault(yaml.location(), path, found, remedy);
  }

  void warn(String found, String remedy) {
    diagnostics.warn(yaml.location(), path, found, remedy);
  }

  /** What stands here, for messages. */
  String described() {
    return yaml.described();
  }

  /** The value of a key; empty, without a fault, where there is none or this is no mapping. */
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

  /** The value of a key that must be there. */
  Optional<YamlNode> required(String key, String remedy) {
    Optional<YamlNode> found = at(key);
    if (found.isEmpty()) {
      Optional<String> near = SpellingSuggestion.near(key, keys());
      fault(
          key + " is missing",
          near.map(each -> "did you mean " + key + " where " + each + " stands?").orElse(remedy));
    }
    return found;
  }

  Set<String> keys() {
    return yaml instanceof Yaml.Mapping mapping ? mapping.entries().keySet() : Set.of();
  }

  /** Each key with its value, empty ones too. */
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
    fault("found " + described() + ", a mapping is wanted", remedy);
    return false;
  }

  /** The items of a list. */
  List<YamlNode> items(String remedy) {
    if (!(yaml instanceof Yaml.Sequence sequence)) {
      fault("found " + described() + ", a list is wanted", remedy);
      return List.of();
    }
    List<YamlNode> all = new ArrayList<>();
    for (Yaml item : sequence.items()) {
      all.add(new YamlNode(item, path + "[" + all.size() + "]", diagnostics));
    }
    return all;
  }

  /** The text of a scalar as it is written, whatever its kind. */
  Optional<String> text() {
    if (yaml instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NOTHING) {
      return Optional.of(scalar.text());
    }
    fault("found " + described() + ", one value is wanted", "");
    return Optional.empty();
  }

  /** A decimal, quoted or not. */
  Optional<BigDecimal> decimal() {
    Optional<BigDecimal> decimal = Coercion.decimal(yaml);
    if (decimal.isEmpty()) {
      fault("found " + described() + ", a number is wanted", "write a decimal, for example 12.5");
    }
    return decimal;
  }

  /** True or false. */
  Optional<Boolean> flag() {
    if (yaml instanceof Yaml.Scalar scalar && scalar.text().matches("(?i)true|false")) {
      return Optional.of(Boolean.valueOf(scalar.text()));
    }
    fault("found " + described() + ", true or false is wanted", "");
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
      fault("found " + described() + ", a duration is wanted", DurationText.REMEDY);
    } else if (!duration.get().isPositive()) {
      fault("found " + described() + ", a duration longer than zero is wanted", "");
      return Optional.empty();
    } else if (duration.get().compareTo(DurationText.LONGEST) > 0) {
      fault("found " + described() + ", at most 3650d is allowed", "");
      return Optional.empty();
    }
    return duration;
  }

  /** One of these words. */
  <T> Optional<T> word(Map<String, T> words) {
    Optional<String> text = text();
    if (text.isPresent() && !words.containsKey(text.get())) {
      fault("found " + described(), SpellingSuggestion.hint(text.get(), words.keySet()));
    }
    return text.map(words::get);
  }

  /** Inside {@code tags.lockstep}: no key but these. */
  void onlyKeys(Set<String> known) {
    keysBut(known)
        .forEach(each -> each.fault("unknown key", SpellingSuggestion.hint(each.key(), known)));
  }

  /** Outside: EdgeX profiles carry other keys, but a slip of the pen is worth a word. */
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
