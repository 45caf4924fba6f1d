package dev.lockstep.driver.mqtt;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be a topic, and how places in it are filled. */
final class Topics {
  /** Far below the 65,535 bytes of MQTT 5, 1.5.4, and far above any plant's. */
  private static final int LENGTH_MAX = 1000;

  private static final String SHARED = "$share/";

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  private Topics() {}

  /** The topic with {@code {device}} and the like replaced; unknown places stay as they are. */
  static String fill(String template, Map<String, String> places) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> Matcher.quoteReplacement(places.getOrDefault(place.group(1), place.group())));
  }

  /** What is wrong with a topic that is to be published to. */
  static Optional<String> fault(String topic) {
    if (topic.isEmpty() || topic.length() > LENGTH_MAX) {
      return Optional.of(
          "has %d characters; 1 to %d would be right".formatted(topic.length(), LENGTH_MAX));
    }
    if (topic
        .chars()
        .anyMatch(each -> each == '+' || each == '#' || Character.isISOControl(each))) {
      return Optional.of("holds +, # or a control character, which no topic of a message may");
    }
    if (topic.startsWith(SHARED)) {
      return Optional.of("begins with $share/, which is for shared subscriptions (MQTT 5, 4.8.2)");
    }
    if (!ValueEncoder.encodable(topic)) {
      return Optional.of("holds half of a surrogate pair, which UTF-8 cannot encode");
    }
    Matcher place = PLACE.matcher(topic);
    return place.find() ? Optional.of("has the unknown place " + place.group()) : Optional.empty();
  }
}
