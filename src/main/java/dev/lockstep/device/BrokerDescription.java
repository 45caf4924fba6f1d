package dev.lockstep.device;

import java.util.List;
import java.util.Optional;

/**
 * What was found on a broker.
 *
 * @param devices those of which something is known that can be read or written
 * @param remarks what was noticed and is in none of them, one sentence each, with what to do
 * @param unfinished why there is more than this, with what would go on; empty where it is all that
 *     was said meanwhile
 */
public record BrokerDescription(
    List<DiscoveredDevice> devices, List<String> remarks, Optional<String> unfinished) {
  public BrokerDescription {
    devices = List.copyOf(devices);
    remarks = List.copyOf(remarks);
  }
}
