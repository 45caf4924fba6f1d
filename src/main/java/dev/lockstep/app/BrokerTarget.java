package dev.lockstep.app;

import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DeviceName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An MQTT broker that is to be browsed, as it was typed.
 *
 * @param under a topic filter, or a topic; empty: all
 * @param name of the device list; empty: the broker's host
 */
record BrokerTarget(
    String broker, Optional<String> under, Optional<String> name, Optional<String> user) {
  private static final String ALL = "#";
  private static final Pattern BROKER =
      Pattern.compile("mqtts?://(\\[[^]]+]|[^:/]+).*", Pattern.CASE_INSENSITIVE);

  /** Whether this is the address of a broker, right or wrong. */
  static boolean meant(String endpoint) {
    return endpoint.regionMatches(true, 0, "mqtt", 0, 4);
  }

  /** The filter: a topic without wildcards stands for itself and all below it. */
  String filter() {
    return under.map(BrokerTarget::filter).orElse(ALL);
  }

  private static String filter(String under) {
    return under.contains("#") || under.contains("+")
        ? under
        : under.endsWith("/") ? under + ALL : under + "/" + ALL;
  }

  /**
   * The name under which its password is kept.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  DeviceName listName() {
    String given = name.orElseGet(this::host);
    try {
      return new DeviceName(given);
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException("--name: " + unusable.getMessage(), unusable);
    }
  }

  private String host() {
    Matcher host = BROKER.matcher(broker);
    if (!host.matches() || broker.contains("@")) {
      throw new IllegalArgumentException(
          "that is no broker; mqtt://HOST:1883 or mqtts://HOST:8883 would be right, and a user by"
              + " --user");
    }
    return host.group(1).replaceAll("[^A-Za-z0-9.-]", "_");
  }

  /** How much was found, in one line. */
  static String count(BrokerDescription found) {
    int resources = found.devices().stream().mapToInt(each -> each.self().resources().size()).sum();
    int omissions = found.devices().stream().mapToInt(each -> each.self().omissions().size()).sum();
    return "%d devices, %d resources, %d left out"
        .formatted(found.devices().size(), resources, omissions);
  }
}
