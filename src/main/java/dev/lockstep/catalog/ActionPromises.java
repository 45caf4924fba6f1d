package dev.lockstep.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What an action promises where its sidecar does not say it. A Thing Description knows only whether
 * an action is idempotent. Over MQTT an action holds the whole device and is sent once, like a
 * method.
 */
record ActionPromises(YamlNode action, boolean overMqtt) {

  /** The command of the action, in the shape of a profile. */
  ProfileCommands.Listed listed(String name) {
    SourceLocation at = action.location();
    Yaml operation = Yaml.Mapping.of(at, entries(Map.of("deviceResource", name)));
    SequencedMap<String, Yaml.Entry> entries = entries(Map.of("name", name, "readWrite", "W"));
    entries.put("resourceOperations", new Yaml.Entry(at, Yaml.Sequence.of(at, List.of(operation))));
    YamlNode node = new YamlNode(Yaml.Mapping.of(at, entries), action.path(), action.diagnostics());
    return new ProfileCommands.Listed(node, this::completed);
  }

  private SequencedMap<String, Yaml.Entry> entries(Map<String, String> words) {
    SequencedMap<String, Yaml.Entry> entries = new LinkedHashMap<>();
    words.forEach(
        (key, word) ->
            entries.put(
                key,
                new Yaml.Entry(
                    action.location(), new Yaml.Scalar(action.location(), word, Yaml.Kind.TEXT))));
    return entries;
  }

  private Optional<YamlNode> completed(Optional<YamlNode> said) {
    Map<String, String> usual = new LinkedHashMap<>();
    boolean armed = said.flatMap(each -> each.at("prepare")).isPresent();
    boolean idempotent = action.at("idempotent").flatMap(YamlNode::flag).orElse(false);
    if (overMqtt) {
      usual.put("reserves", "device");
    }
    if (overMqtt && !armed) {
      usual.put("repeat", "once");
    }
    if (idempotent && !armed) {
      usual.put("repeat", "idempotent");
    }
    if (usual.isEmpty()
        || said.filter(each -> !(each.yaml() instanceof Yaml.Mapping)).isPresent()) {
      return said;
    }
    SequencedMap<String, Yaml.Entry> all = entries(usual);
    said.ifPresent(each -> all.putAll(((Yaml.Mapping) each.yaml()).entries()));
    YamlNode where = said.orElse(action);
    return Optional.of(
        new YamlNode(Yaml.Mapping.of(where.location(), all), where.path(), action.diagnostics()));
  }
}
