package dev.lockstep.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device that was found on a server which many devices share (EdgeX device discovery): the
 * material of an entry of a device list, and of its profile.
 *
 * @param path names from the widest to its own, such as group, edge node and device; not empty
 * @param protocol what its address stands under in a device list, such as {@code mqtt}
 * @param address as a device list gives it to the driver, in that order
 * @param addressProposals more keys of the address, for a person to decide about
 * @param self what it has
 * @param written by the path of a resource that is read: the attributes with which it could be
 *     written too, for a person to decide about
 * @param remarks on all of it, for the person who reads the profile, one sentence each
 */
public record DiscoveredDevice(
    List<String> path,
    String protocol,
    Map<String, String> address,
    Map<String, String> addressProposals,
    SelfDescription self,
    Map<List<String>, Map<String, Object>> written,
    List<String> remarks) {

  public DiscoveredDevice {
    path = List.copyOf(path);
    address = new LinkedHashMap<>(address);
    addressProposals = new LinkedHashMap<>(addressProposals);
    written = Map.copyOf(written);
    remarks = List.copyOf(remarks);
  }
}
