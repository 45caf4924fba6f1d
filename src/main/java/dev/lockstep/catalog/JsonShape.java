package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The shape of a JSON value, as far as a JSON Schema says it: kinds, members, words and bounds.
 * Each difference is a fault at its place. Members that a shape does not name may have any value.
 */
sealed interface JsonShape {
  /** Any value. */
  record Any() implements JsonShape {}

  /**
   * A text.
   *
   * @param wanted what would be right, for messages
   */
  record Words(Predicate<String> right, String wanted) implements JsonShape {}

  /** True or false. */
  record Flag() implements JsonShape {}

  /**
   * A number that is not quoted.
   *
   * @param wanted what would be right, for messages
   */
  record Numeric(Predicate<BigDecimal> right, String wanted) implements JsonShape {}

  /** A list of at least so many. */
  record Several(JsonShape item, int least, boolean different) implements JsonShape {}

  /** One text, or a list of at least so many. */
  record OneOrSeveral(JsonShape item, int least) implements JsonShape {}

  /** An object with any names, of at least so many. */
  record Named(JsonShape value, int least) implements JsonShape {}

  /** An object with these members, some of them mandatory. */
  record Members(Map<String, JsonShape> known, Set<String> mandatory) implements JsonShape {}

  /** A shape that contains itself. */
  record Later(Supplier<JsonShape> shape) implements JsonShape {}

  /** An object whose shape follows from its content. */
  record Depending(Choice choice) implements JsonShape {}

  /** The choice of a shape by the content of an object, or a fault that is reported. */
  @FunctionalInterface
  interface Choice {
    JsonShape of(YamlNode node);
  }

  static JsonShape text() {
    return new Words(word -> true, "a text");
  }

  static JsonShape word(String... words) {
    List<String> right = List.of(words);
    return new Words(right::contains, String.join(", ", right));
  }

  /** Reports how the value differs. */
  default void check(YamlNode node) {
    switch (this) {
      case Any any -> {}
      case Words words -> checkText(node, words);
      case Flag flag -> kind(node, Yaml.Kind.FLAG, "true or false");
      case Numeric numeric -> checkNumber(node, numeric);
      case Several several -> checkItems(node, several);
      case OneOrSeveral either ->
          (node.yaml() instanceof Yaml.Sequence
                  ? new Several(either.item(), either.least(), false)
                  : either.item())
              .check(node);
      case Named named -> checkNamed(node, named);
      case Members members -> checkMembers(node, members);
      case Later later -> later.shape().get().check(node);
      case Depending depending -> {
        if (object(node)) {
          depending.choice().of(node).check(node);
        }
      }
    }
  }

  private static boolean kind(YamlNode node, Yaml.Kind kind, String wanted) {
    if (node.yaml() instanceof Yaml.Scalar scalar && scalar.kind() == kind) {
      return true;
    }
    node.fault("found " + node.described(), wanted + " would be right");
    return false;
  }

  private static boolean object(YamlNode node) {
    if (node.yaml() instanceof Yaml.Mapping) {
      return true;
    }
    node.fault("found " + node.described(), "an object { … } would be right");
    return false;
  }

  private static void checkText(YamlNode node, Words words) {
    if (kind(node, Yaml.Kind.TEXT, words.wanted())
        && node.yaml() instanceof Yaml.Scalar scalar
        && !words.right().test(scalar.text())) {
      node.fault("found " + node.described(), words.wanted() + " would be right");
    }
  }

  private static void checkNumber(YamlNode node, Numeric numeric) {
    if (kind(node, Yaml.Kind.NUMBER, numeric.wanted())
        && !(node.yaml().plain() instanceof BigDecimal number && numeric.right().test(number))) {
      node.fault("found " + node.described(), numeric.wanted() + " would be right");
    }
  }

  private static void checkItems(YamlNode node, Several several) {
    List<YamlNode> items = node.items("a list [ … ] would be right");
    if (node.yaml() instanceof Yaml.Sequence && items.size() < several.least()) {
      node.fault(
          "a list of " + items.size(), "at least %d would be right".formatted(several.least()));
    }
    Set<Object> seen = new HashSet<>();
    for (YamlNode each : items) {
      if (several.different() && !seen.add(each.yaml().plain())) {
        each.fault(each.described() + " stands twice in the list", "keep one");
      }
      several.item().check(each);
    }
  }

  private static void checkNamed(YamlNode node, Named named) {
    if (!object(node)) {
      return;
    }
    if (node.keys().size() < named.least()) {
      node.fault("an empty object", "at least one entry would be right");
    }
    node.entries().forEach(each -> named.value().check(each.getValue()));
  }

  private static void checkMembers(YamlNode node, Members members) {
    if (!object(node)) {
      return;
    }
    node.likelyKeys(members.known().keySet());
    for (String each : members.mandatory()) {
      if (!node.keys().contains(each)) {
        node.required(each, "add it");
      }
    }
    node.entries()
        .forEach(
            each -> members.known().getOrDefault(each.getKey(), new Any()).check(each.getValue()));
  }
}
