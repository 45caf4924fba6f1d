package dev.lockstep.device;

import java.util.Map;

/**
 * A machine: an instance of a profile, with an address (EdgeX {@code deviceList}).
 *
 * @param protocols the address, by protocol name ({@code opcua}, {@code mqtt}, {@code simulated}),
 *     each with its own keys: read by the driver alone. Values are never secrets
 */
public record Device(
    DeviceName name,
    Profile profile,
    String description,
    Map<String, Map<String, String>> protocols) {
  public Device {
    protocols = Map.copyOf(protocols);
  }
}
