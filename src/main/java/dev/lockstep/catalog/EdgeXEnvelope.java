package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Profiles and devices inside the requests and responses of EdgeX core-metadata: {@code {"profile":
 * …}} and {@code {"device": …}}, in the list of a request, and {@code profiles} and {@code devices}
 * of a response.
 */
final class EdgeXEnvelope {
  private static final Set<String> OWN =
      Set.of("deviceResources", "deviceCommands", "deviceList", "name", "participants");

  private EdgeXEnvelope() {}

  /** What the file contains, each with its path; the file itself where it is no envelope. */
  static List<YamlNode> opened(YamlNode top) {
    List<YamlNode> inner = new ArrayList<>();
    if (top.yaml() instanceof Yaml.Sequence) {
      for (YamlNode each : top.items("")) {
        Optional<YamlNode> only = each.at("profile").or(() -> each.at("device"));
        if (only.filter(it -> it.yaml() instanceof Yaml.Mapping).isEmpty()) {
          return List.of(top);
        }
        inner.add(only.get());
      }
    } else if (top.keys().stream().noneMatch(OWN::contains)) {
      for (String each : List.of("profile", "device")) {
        top.at(each).filter(it -> it.yaml() instanceof Yaml.Mapping).ifPresent(inner::add);
      }
      for (String each : List.of("profiles", "devices")) {
        top.at(each)
            .filter(it -> it.yaml() instanceof Yaml.Sequence)
            .ifPresent(it -> inner.addAll(mappings(it.items(""))));
      }
    }
    return inner.isEmpty() ? List.of(top) : inner;
  }

  private static List<YamlNode> mappings(List<YamlNode> items) {
    return items.stream().filter(each -> each.at("name").isPresent()).toList();
  }
}
