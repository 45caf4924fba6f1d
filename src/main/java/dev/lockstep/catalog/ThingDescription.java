package dev.lockstep.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What tells a Thing Description, and a Thing Model, from other files. */
final class ThingDescription {
  private static final String FIRST = "https://www.w3.org/2019/wot/td/v1";
  private static final String SECOND = "https://www.w3.org/2022/wot/td/v1.1";
  private static final Set<String> EARLY =
      Set.of("http://www.w3.org/ns/td", "https://www.w3.org/ns/td", "http://www.w3.org/ns/wot");
  private static final String LATER = "https://www.w3.org/ns/wot-next/td";
  private static final String MODEL = "tm:ThingModel";
  private static final List<String> ENDINGS = List.of(".td.json", ".td.jsonld", ".td.yaml");
  private static final List<String> MODEL_ENDINGS = List.of(".tm.json", ".tm.jsonld");

  private ThingDescription() {}

  /** Whether the file is a Thing Description: by its name, or by its context. */
  static boolean isThing(Path file, YamlNode top) {
    if (isModel(file, top)) {
      return false;
    }
    return ends(file, ENDINGS)
        || top.at("@context").stream()
            .flatMap(each -> texts(each).stream())
            .anyMatch(
                each ->
                    each.equals(FIRST)
                        || each.equals(SECOND)
                        || each.equals(LATER)
                        || EARLY.contains(each));
  }

  /** Whether the file is a Thing Model (TD 1.1, 10): a class of Things, with placeholders. */
  static boolean isModel(Path file, YamlNode top) {
    return ends(file, MODEL_ENDINGS)
        || top.at("@type").stream().flatMap(each -> texts(each).stream()).anyMatch(MODEL::equals);
  }

  private static boolean ends(Path file, List<String> endings) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith);
  }

  private static List<String> texts(YamlNode node) {
    if (node.yaml() instanceof Yaml.Sequence) {
      return node.items("").stream()
          .filter(each -> each.yaml() instanceof Yaml.Scalar)
          .flatMap(each -> each.text().stream())
          .toList();
    }
    return node.yaml() instanceof Yaml.Scalar scalar ? List.of(scalar.text()) : List.of();
  }

  /** Reports what is wrong with the context (TD 1.1, 5.3.1.1). */
  static void checkContext(YamlNode thing) {
    Optional<YamlNode> context = thing.at("@context");
    if (context.isEmpty()) {
      thing.entries().stream()
          .filter(each -> each.getKey().equals("@context"))
          .forEach(
              each ->
                  each.getValue()
                      .fault("found nothing", "\"%s\" would be right".formatted(SECOND)));
      return; // where there is none, ThingShape says it
    }
    boolean list = context.get().yaml() instanceof Yaml.Sequence;
    List<YamlNode> all = list ? context.get().items("") : List.of(context.get());
    String remedy = "\"%s\" would be right".formatted(SECOND);
    Optional<String> first = all.stream().findFirst().flatMap(ThingDescription::word);
    if (first.isEmpty() || !Set.of(FIRST, SECOND).contains(first.get())) {
      context
          .get()
          .fault("its context does not begin with that of TD 1.0 or 1.1", remedy + " as the first");
      return;
    }
    for (YamlNode each : all.subList(1, all.size())) {
      if (each.yaml() instanceof Yaml.Mapping) {
        for (Map.Entry<String, YamlNode> prefix : each.entries()) {
          JsonShape.text().check(prefix.getValue());
        }
      } else if (word(each).isEmpty() || word(each).filter(FIRST::equals).isPresent()) {
        each.fault("found " + each.described(), "a URI or an object of prefixes would be right");
      }
    }
  }

  private static Optional<String> word(YamlNode node) {
    return node.yaml() instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.TEXT
        ? Optional.of(scalar.text())
        : Optional.empty();
  }
}
