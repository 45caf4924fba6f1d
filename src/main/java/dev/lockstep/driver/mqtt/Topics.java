package dev.lockstep.driver.mqtt;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Topic names (MQTT 5, 4.7): their syntax, and the filling of placeholders. */
final class Topics {
  /** Far below the 65,535 bytes of MQTT 5, 1.5.4, and far above the topics of any plant. */
  private static final int LENGTH_MAX = 1000;

  private static final String SHARED = "$share/";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private Topics() {}

  /** The topic with placeholders such as {@code {device}} replaced; unknown ones are kept. */
  static String fill(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
  }

  /** The fault of a topic name for publishing; empty where it has none. */
  static Optional<String> fault(String topic) {
    if (topic.isEmpty() || topic.length() > LENGTH_MAX) {
      return Optional.of(
          "has %d characters; 1 to %d would be right".formatted(topic.length(), LENGTH_MAX));
    }
    if (topic
        .chars()
        .anyMatch(each -> each == '+' || each == '#' || Character.isISOControl(each))) {
      return Optional.of("contains +, # or a control character, which a topic name must not");
    }
    if (topic.startsWith(SHARED)) {
      return Optional.of("begins with $share/, which is for shared subscriptions (MQTT 5, 4.8.2)");
    }
    if (!ValueEncoder.encodable(topic)) {
      return Optional.of("contains half of a surrogate pair, which UTF-8 cannot encode");
    }
    Matcher match = PLACEHOLDER.matcher(topic);
    return match.find()
        ? Optional.of("has the unknown placeholder " + match.group())
        : Optional.empty();
  }
}
