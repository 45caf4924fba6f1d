package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.Map;
import java.util.Optional;

/**
 * A Sparkplug device's address and metrics, read and checked.
 *
 * @param metrics the metric's name of every resource of the profile
 */
record SparkplugMapping(
    Device device, SparkplugAddress address, Map<ResourceName, String> metrics) {
  SparkplugMapping {
    metrics = Map.copyOf(metrics);
  }

  /**
   * The target of a write to a resource: the metric. A command holds the metrics that it writes and
   * no others, so two transactions may write two metrics of one device. Empty where the profile has
   * no such resource.
   */
  Optional<Target> target(ResourceName resource) {
    return metric(resource)
        .map(
            metric -> new Target(address.broker().server(), address.commandTopic() + "#" + metric));
  }

  Optional<String> metric(ResourceName resource) {
    return Optional.ofNullable(metrics.get(resource));
  }

  Optional<Resource> resource(ResourceName name) {
    return Optional.ofNullable(device.profile().resources().get(name));
  }
}
