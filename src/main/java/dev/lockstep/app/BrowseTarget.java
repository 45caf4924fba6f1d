package dev.lockstep.app;

import dev.lockstep.catalog.ProfileDraft;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.driver.opcua.OpcUaDriver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OPC UA server that is to be browsed, as it was typed.
 *
 * @param name of the device; empty: the server's host
 * @param security the policy
 */
record BrowseTarget(
    String endpoint, Optional<String> name, Optional<String> user, String security) {
  private static final Pattern HOST = Pattern.compile("opc\\.tcp://(\\[[^]]+]|[^:/]+).*");

  /** What was made of it: the text of both files. */
  record Draft(String profile, String devices, Optional<String> unfinished) {}

  /**
   * The device that it would be.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  Device device() {
    String given = name.orElseGet(this::host);
    Map<String, String> address = new LinkedHashMap<>();
    address.put("Endpoint", endpoint);
    address.put("SecurityPolicy", security);
    if (security.equalsIgnoreCase("None")) {
      address.put("Insecure", "true");
    }
    user.ifPresent(each -> address.put("User", each));
    try {
      Profile none = new Profile(new ProfileName(given), "", Map.of(), Map.of());
      return new Device(new DeviceName(given), none, "", Map.of(OpcUaDriver.PROTOCOL, address));
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException("--name: " + unusable.getMessage(), unusable);
    }
  }

  private String host() {
    Matcher host = HOST.matcher(endpoint);
    if (!host.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no endpoint; opc.tcp://HOST:4840 would be right, or mqtt://HOST:1883"
              .formatted(endpoint));
    }
    return host.group(1).replaceAll("[^A-Za-z0-9.-]", "_");
  }

  /** The files of what was found. */
  Draft draft(Device device, SelfDescription found) {
    String own = device.name().value();
    ProfileDraft draft = new ProfileDraft(own, endpoint, found);
    String profile = draft.profile();
    String entry =
        draft.device(
            own,
            OpcUaDriver.PROTOCOL,
            device.protocols().getOrDefault(OpcUaDriver.PROTOCOL, Map.of()));
    return new Draft(profile, entry, draft.unfinished());
  }
}
