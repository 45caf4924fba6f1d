package dev.lockstep.catalog;

import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DiscoveredDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The draft of a device list (EdgeX) with a profile for each device, from what was found on a
 * broker. Each passes {@code lockstep check}; where a person must decide, a comment says so.
 */
public final class BrokerDraft {
  private final String source;
  private final BrokerDescription found;
  private final Map<String, DiscoveredDevice> devices = new LinkedHashMap<>();

  /**
   * @param source where it was found, such as an address
   */
  public BrokerDraft(String source, BrokerDescription found) {
    this.source = source;
    this.found = found;
    List<List<String>> paths = found.devices().stream().map(DiscoveredDevice::path).toList();
    DraftNames names = DraftNames.of(paths);
    found.devices().forEach(each -> devices.put(names.take(each.path()), each));
  }

  /** The profiles' files by the devices' names, in the order of the list. */
  public Map<String, String> profiles() {
    Map<String, String> profiles = new LinkedHashMap<>();
    devices.forEach(
        (name, device) -> profiles.put(name, new ProfileDraft(name, source, device).profile()));
    return profiles;
  }

  /** The file of the device list. */
  public String devices() {
    DraftText list = new DraftText().comment(0, "Made from %s.".formatted(source));
    found.unfinished().ifPresent(why -> list.comment(0, "This is not all: " + why + "."));
    found.remarks().forEach(remark -> list.comment(0, "Noticed: " + remark + "."));
    if (devices.values().stream().anyMatch(each -> each.address().containsKey("User"))) {
      list.comment(
          0,
          "The password of each device's User is NAME.password in lockstep.secrets.folder, or"
              + " LOCKSTEP_PASSWORD_NAME, NAME being the device's name.");
    }
    list.line(0, devices.isEmpty() ? "deviceList: []" : "deviceList:");
    devices.forEach((name, device) -> entry(list, name, device));
    return list.toString();
  }

  private static void entry(DraftText list, String name, DiscoveredDevice device) {
    list.line(1, "- name: " + DraftText.quoted(name))
        .line(2, "profileName: " + DraftText.quoted(name))
        .line(2, "protocols:")
        .line(3, device.protocol() + ":");
    device.address().forEach((key, value) -> list.line(4, key + ": " + DraftText.quoted(value)));
    if (!device.addressProposals().isEmpty()) {
      list.comment(
          4,
          ProfileDraft.DECIDE
              + "is this the machine's birth and last will? Then a machine that is not online gets"
              + " no command:");
      device
          .addressProposals()
          .forEach(
              (key, value) ->
                  list.line(4, DraftText.PROPOSAL + key + ": " + DraftText.quoted(value)));
    }
  }

  /** The names of all its devices. */
  public List<String> names() {
    return new ArrayList<>(devices.keySet());
  }
}
