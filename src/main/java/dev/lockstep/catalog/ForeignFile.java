package dev.lockstep.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Descriptions of machines in formats that are not read: whoever put one among the profiles is told
 * its name and what would do instead.
 *
 * @param name what it is
 * @param remedy what would be right
 */
record ForeignFile(String name, String remedy) {
  private static final int HEAD_BYTES = 8192;
  private static final String BROWSE =
      "for a profile of the running server: lockstep browse opc.tcp://HOST:4840";
  private static final String PROFILE =
      "write a device profile, or a Thing Description with forms for OPC UA or MQTT";

  private static final ForeignFile SHELL =
      new ForeignFile(
          "an Asset Administration Shell",
          "export its submodel Asset Interfaces Description as a Thing Description; " + BROWSE);
  private static final ForeignFile EDS =
      new ForeignFile(
          "an electronic data sheet (EDS) of CANopen or EtherNet/IP",
          "this gateway speaks OPC UA and MQTT, so describe the PLC in front of it: " + PROFILE);
  private static final ForeignFile GSD =
      new ForeignFile(
          "a device description of PROFINET (GSDML) or PROFIBUS",
          "this gateway speaks OPC UA and MQTT, so describe the PLC in front of it: " + PROFILE);
  private static final ForeignFile TOML =
      new ForeignFile(
          "a file in TOML (device lists of EdgeX until version 2)",
          "convert it to YAML: [[DeviceList]] becomes deviceList:, Name becomes name, ProfileName"
              + " becomes profileName, [DeviceList.Protocols.…] becomes protocols:");

  /** By the ending of the file. */
  private static final Map<String, ForeignFile> BY_ENDING =
      Map.of(".aasx", SHELL, ".eds", EDS, ".dcf", EDS, ".gsd", GSD, ".gsdml", GSD, ".toml", TOML);

  private static final String XML = ".xml";
  private static final Pattern ROOT =
      Pattern.compile("<(?![?!])(?:[\\w.-]+:)?([\\w.-]+)([^>]*)", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

  /** By the root element of XML. */
  private static final Map<String, ForeignFile> BY_ROOT =
      Map.of(
          "UANodeSet",
          new ForeignFile("an OPC UA NodeSet (a model, not a server)", BROWSE),
          "CAEXFile",
          new ForeignFile("an AutomationML file", BROWSE),
          "ISO15745Profile",
          GSD,
          "ISO15745ProfileContainer",
          EDS,
          "IODevice",
          new ForeignFile(
              "an IO-Link device description (IODD)",
              "this gateway speaks OPC UA and MQTT, so describe the IO-Link master: " + PROFILE),
          "environment",
          SHELL,
          "aasenv",
          SHELL);

  /** Whether a file of this name may be one of these. */
  static boolean isSuspect(Path file) {
    String name = lowerName(file);
    return name.endsWith(XML) || BY_ENDING.keySet().stream().anyMatch(name::endsWith);
  }

  private static String lowerName(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  /** What a suspect file is; empty where it is nothing known. */
  static Optional<ForeignFile> of(Path file) throws IOException {
    String name = lowerName(file);
    if (!name.endsWith(XML)) {
      return BY_ENDING.entrySet().stream()
          .filter(each -> name.endsWith(each.getKey()))
          .map(Map.Entry::getValue)
          .findFirst();
    }
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
      Matcher root = ROOT.matcher(COMMENT.matcher(head).replaceAll(""));
      return root.find() ? Optional.ofNullable(BY_ROOT.get(root.group(1))) : Optional.empty();
    }
  }

  /** By the keys at the top of YAML or JSON: all of one of the sets. */
  private record ByKeys(ForeignFile kind, Set<String> keys) {}

  private static final List<ByKeys> BY_KEYS =
      List.of(
          new ByKeys(
              new ForeignFile(
                  "an OpenAPI document",
                  "it describes HTTP, and machines are reached by OPC UA or MQTT: " + PROFILE),
              Set.of("openapi", "info")),
          new ByKeys(
              new ForeignFile(
                  "an OpenAPI document",
                  "it describes HTTP, and machines are reached by OPC UA or MQTT: " + PROFILE),
              Set.of("swagger", "info")),
          new ByKeys(
              new ForeignFile(
                  "an AsyncAPI document",
                  "write a device profile with its channels as setTopic and stateTopic"),
              Set.of("asyncapi", "info")),
          new ByKeys(SHELL, Set.of("assetAdministrationShells")),
          new ByKeys(SHELL, Set.of("modelType", "submodelElements")),
          new ByKeys(SHELL, Set.of("modelType", "assetInformation")),
          new ByKeys(
              new ForeignFile(
                  "a payload of Sparkplug",
                  "write a device profile with its metrics, and a device with protocols.sparkplug"),
              Set.of("timestamp", "metrics")),
          new ByKeys(
              new ForeignFile("an asset of Azure IoT Operations", BROWSE),
              Set.of("assetEndpointProfileRef")));

  static final ForeignFile MODEL =
      new ForeignFile(
          "a Thing Model (a class of Things, without addresses)",
          "a Thing Description of the one Thing would be right: with forms, title and security");
  static final ForeignFile WATCHER =
      new ForeignFile(
          "a provision watcher of EdgeX (for finding devices)",
          "list each device in a deviceList instead");
  private static final ForeignFile PUBLISHED =
      new ForeignFile("a list of published nodes of OPC Publisher", BROWSE);

  /** What YAML or JSON is; empty where it is nothing of these. */
  static Optional<ForeignFile> of(YamlNode top) {
    if (top.yaml() instanceof Yaml.Sequence) {
      return top.items("").stream().anyMatch(each -> each.keys().contains("OpcNodes"))
          ? Optional.of(PUBLISHED)
          : top.items("").stream().anyMatch(ForeignFile::isWatcher)
              ? Optional.of(WATCHER)
              : Optional.empty();
    }
    if (isWatcher(top)) {
      return Optional.of(WATCHER);
    }
    return BY_KEYS.stream()
        .filter(each -> top.keys().containsAll(each.keys()))
        .map(ByKeys::kind)
        .findFirst();
  }

  private static boolean isWatcher(YamlNode node) {
    return node.at("provisionWatcher").isPresent()
        || (node.keys().contains("identifiers")
            && (node.keys().contains("discoveredDevice")
                || node.keys().contains("blockingIdentifiers")
                || node.keys().contains("profileName")));
  }

  String found() {
    return "this is " + name + ", which is not read";
  }
}
