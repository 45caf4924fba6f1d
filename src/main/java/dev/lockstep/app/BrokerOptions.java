package dev.lockstep.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code lockstep browse} that are for MQTT brokers alone. */
final class BrokerOptions {
  static final List<String> NAMES =
      List.of(
          "--listen", "--rebirth", "--rebirth-of", "--device-level", "--max-topics", "--max-bytes");

  @Option(
      names = "--listen",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "MQTT: how long it listens (default: ${DEFAULT-VALUE}).")
  int listen;

  @Option(
      names = "--rebirth",
      description =
          "MQTT: asks Sparkplug edge nodes that speak without a birth for one. A command to each of"
              + " them; without it nothing is sent.")
  boolean rebirth;

  @Option(
      names = "--rebirth-of",
      paramLabel = "GROUP/NODE",
      description = "MQTT: asks this one, also where it is silent; may be repeated.")
  List<String> rebirthOf = new ArrayList<>();

  @Option(
      names = "--device-level",
      paramLabel = "COUNT",
      description =
          "MQTT: how many levels of a topic name its device, such as 2 of plant/press/drive/speed;"
              + " else all but the last.")
  Optional<Integer> deviceLevel = Optional.empty();

  @Option(
      names = "--max-topics",
      paramLabel = "COUNT",
      defaultValue = "10000",
      description = "MQTT: topics and metrics that are kept (default: ${DEFAULT-VALUE}).")
  int topicsMax;

  @Option(
      names = "--max-bytes",
      paramLabel = "BYTES",
      defaultValue = "67108864",
      description = "MQTT: payload that is received at most (default: ${DEFAULT-VALUE}).")
  long bytesMax;
}
