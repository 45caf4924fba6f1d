package dev.lockstep.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters as a plan refers to them: every reference is checked when the plan is read, so
 * that putting values in cannot fail.
 *
 * @param parameters by name; empty where one has faults of its own
 * @param used names that were referred to; grows
 */
record PlanReferences(Map<String, Optional<PlanParameter>> parameters, Set<String> used) {

  /** Whether the scalar's references are right: for names and addresses, which are text. */
  boolean text(YamlNode node) {
    Optional<String> text = node.text();
    if (text.isPresent() && text.get().isBlank()) {
      node.fault("the text is empty", "");
      return false;
    }
    return text.isPresent() && scalar(node, text.get(), false);
  }

  /** Whether the references in the value of an argument are right. */
  boolean value(YamlNode node) {
    return value(node, true);
  }

  private boolean value(YamlNode node, boolean omissible) {
    return switch (node.yaml()) {
      case Yaml.Scalar scalar ->
          scalar.kind() != Yaml.Kind.TEXT || scalar(node, scalar.text(), omissible);
      case Yaml.Sequence list ->
          node.items("").stream().filter(each -> !value(each, false)).count() == 0;
      case Yaml.Mapping mapping ->
          node.entries().stream().filter(each -> !value(each.getValue(), true)).count() == 0;
    };
  }

  /**
   * @param omissible whether it can be left out where its parameter has no value
   */
  private boolean scalar(YamlNode node, String text, boolean omissible) {
    Substitution substitution;
    try {
      substitution = Substitution.parse(text);
    } catch (IllegalArgumentException wrong) {
      node.fault(String.valueOf(wrong.getMessage()), "write ${NAME}, or $${ for the text ${");
      return false;
    }
    boolean whole = substitution.whole().isPresent();
    boolean right = true;
    for (String name : substitution.references()) {
      used.add(name);
      Optional<PlanParameter> parameter = parameters.getOrDefault(name, Optional.empty());
      if (!parameters.containsKey(name)) {
        node.fault(
            "no parameter is named " + name, SpellingSuggestion.hint(name, parameters.keySet()));
        right = false;
      } else if (parameter.isPresent() && !(whole && omissible)) {
        right &= fits(node, parameter.get(), whole);
      }
    }
    return right;
  }

  private static boolean fits(YamlNode node, PlanParameter parameter, boolean whole) {
    if (!parameter.always()) {
      node.fault(
          parameter.name() + " may be missing, and this cannot be left out",
          "give it a defaultValue, or make it required");
      return false;
    }
    if (!whole && !parameter.scalar()) {
      node.fault(
          "%s is %s, which cannot stand inside a text"
              .formatted(parameter.name(), parameter.type().edgeXName()),
          "let ${%s} be the whole value".formatted(parameter.name()));
      return false;
    }
    return true;
  }
}
