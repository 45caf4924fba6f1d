package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A form of a property or action that leads to the Thing's server in a protocol of this gateway.
 *
 * @param operations what it is for
 */
record ThingForm(YamlNode node, Set<String> operations, ThingHref href) {
  static final Set<String> READING = Set.of("readproperty", "observeproperty");
  static final Set<String> WRITING = Set.of("writeproperty");
  static final Set<String> INVOKING = Set.of("invokeaction");

  boolean isFor(Set<String> wanted) {
    return operations.stream().anyMatch(wanted::contains);
  }

  boolean opcUa() {
    return href.scheme().equals(ThingHref.OPC_UA);
  }

  /** The id of the node in href, or in the member of forms that node-wot wrote before. */
  String nodeId() throws RefusedAffordanceException {
    try {
      Optional<String> id = href.parameter("id");
      if (id.isPresent()) {
        return id.get();
      }
    } catch (ThingHref.MalformedException malformed) {
      throw at("href", String.valueOf(malformed.getMessage()), "");
    }
    Optional<YamlNode> member = node.at("opcua:nodeId");
    if (member.isEmpty()) {
      throw at(
          "href",
          "its address names no node",
          "opc.tcp://HOST:PORT/?id=nsu=URI;s=NAME would be right");
    }
    return id(member.get());
  }

  /** The id of a node as text; a browse path is none. */
  static String id(YamlNode member) throws RefusedAffordanceException {
    YamlNode only = member;
    if (member.yaml() instanceof Yaml.Sequence list && list.items().size() == 1) {
      only = member.items("").getFirst();
    }
    if (only.yaml() instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.TEXT) {
      return scalar.text();
    }
    throw new RefusedAffordanceException(
        member, "found " + member.described(), "one node id such as nsu=URI;s=NAME would be right");
  }

  /** The topic to publish to, or to subscribe to. */
  String topic(boolean publish) throws RefusedAffordanceException {
    Optional<YamlNode> member = node.at(publish ? "mqv:topic" : "mqv:filter");
    String topic = member.isPresent() ? id(member.get()) : topicOfPath();
    YamlNode place = member.or(() -> node.at("href")).orElse(node);
    if (topic.isEmpty()) {
      throw new RefusedAffordanceException(
          node, "its address names no topic", publish ? "add mqv:topic" : "add mqv:filter");
    }
    if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new RefusedAffordanceException(
          place, "a filter with + or # stands for several topics", "name one topic");
    }
    if (topic.indexOf('{') >= 0 || topic.indexOf('}') >= 0) {
      throw new RefusedAffordanceException(
          place, "a topic with braces", "write the topic out, or use a device profile");
    }
    return topic;
  }

  private String topicOfPath() throws RefusedAffordanceException {
    if (href.query().isPresent()) {
      throw at(
          "href",
          "the query of the address has no meaning in MQTT",
          "name the topic in mqv:topic or mqv:filter");
    }
    try {
      return href.decodedPath();
    } catch (ThingHref.MalformedException malformed) {
      throw at("href", String.valueOf(malformed.getMessage()), "");
    }
  }

  /** The payload's format in MQTT, as a profile's attribute. */
  String payload(boolean octets) throws RefusedAffordanceException {
    String found = node.at("contentType").flatMap(YamlNode::text).orElse("application/json");
    int end = found.indexOf(';');
    String type = (end < 0 ? found : found.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    if (type.equals("application/json") || type.endsWith("+json")) {
      return "json";
    }
    if (type.equals("text/plain") || (type.equals("application/octet-stream") && octets)) {
      return "text";
    }
    throw at(
        "contentType",
        "payloads of " + SpellingSuggestion.shortened(found) + " are not read",
        octets
            ? "application/octet-stream or application/json would be right"
            : "application/json or text/plain would be right");
  }

  /** The quality of service to ask for; empty for the device's own. */
  Map<String, Object> qos() throws RefusedAffordanceException {
    Optional<YamlNode> member = node.at("mqv:qos");
    String found = member.map(each -> String.valueOf(each.yaml().plain())).orElse("0");
    return switch (found) {
      case "1", "2" -> Map.of("qos", new BigDecimal(found));
      // The least that is wanted; the gateway always wants the broker's acknowledgement.
      case "0" -> Map.of();
      default ->
          throw at(
              "mqv:qos",
              "found " + member.orElseThrow().described(),
              "\"0\", \"1\" or \"2\" would be right");
    };
  }

  /** Whether messages are to be kept by the broker. */
  boolean retained() {
    return node.at("mqv:retain").flatMap(YamlNode::flag).orElse(false);
  }

  private RefusedAffordanceException at(String member, String found, String remedy) {
    return new RefusedAffordanceException(node.at(member).orElse(node), found, remedy);
  }
}
