package dev.lockstep.catalog;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ProfileName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reader of a device list (EdgeX {@code deviceList}). */
final class DeviceListReader {

  /**
   * A listed device, before its profile is looked up.
   *
   * @param locked whether no command may be sent to it (EdgeX {@code adminState: LOCKED})
   */
  record Listed(
      YamlNode node,
      DeviceName name,
      ProfileName profile,
      String description,
      Map<String, Map<String, String>> protocols,
      boolean locked) {}

  private DeviceListReader() {}

  static List<Listed> read(YamlNode file) {
    List<Listed> devices = new ArrayList<>();
    file.at("deviceList")
        .map(each -> each.items("write a list of devices"))
        .orElse(List.of())
        .forEach(each -> device(each).ifPresent(devices::add));
    return devices;
  }

  static Optional<Listed> device(YamlNode node) {
    if (!node.mapping("write name, profileName and protocols")) {
      return Optional.empty();
    }
    node.likelyKeys(ProfileKeys.DEVICE);
    Optional<DeviceName> name =
        ResourceReader.name(node.required("name", "give the device a name"), DeviceName::new);
    Optional<ProfileName> profile =
        ResourceReader.name(
            node.required("profileName", "name the device's profile"), ProfileName::new);
    Optional<YamlNode> protocols =
        node.required("protocols", "write protocols: { opcua: { Endpoint: \"opc.tcp://…\" } }")
            .filter(each -> each.mapping("write a protocol and its address"));
    if (name.isEmpty() || profile.isEmpty() || protocols.isEmpty()) {
      return Optional.empty();
    }
    String description = node.at("description").flatMap(YamlNode::text).orElse("");
    boolean locked =
        node.at("adminState")
            .flatMap(YamlNode::text)
            .filter(each -> each.equalsIgnoreCase("LOCKED"))
            .isPresent();
    return Optional.of(
        new Listed(
            node, name.get(), profile.get(), description, protocols(protocols.get()), locked));
  }

  private static Map<String, Map<String, String>> protocols(YamlNode node) {
    Map<String, Map<String, String>> protocols = new HashMap<>();
    node.entries()
        .forEach(
            protocol -> {
              Map<String, String> address = new HashMap<>();
              if (protocol.getValue().yaml().nothing()
                  || protocol.getValue().mapping("write the address as KEY: VALUE")) {
                protocol.getValue().entries().forEach(each -> add(each, address));
              }
              protocols.put(protocol.getKey(), Map.copyOf(address));
            });
    return protocols;
  }

  private static void add(Map.Entry<String, YamlNode> entry, Map<String, String> address) {
    YamlNode value = entry.getValue();
    if (value.yaml().nothing()) {
      return;
    }
    if (isSecret(entry.getKey())) {
      value.warn(
          "secrets are not read from device lists",
          "put it into the file NAME.password in lockstep.secrets.folder");
      return;
    }
    if (value.yaml() instanceof Yaml.Scalar scalar) {
      address.put(entry.getKey(), scalar.text());
    } else {
      value.warn("found " + value.described() + ", which is ignored", "write one value");
    }
  }

  private static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return lower.contains("password") || lower.equals("secret") || lower.equals("token");
  }
}
