package dev.lockstep.driver;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A link in front of another one, whose requests are observed. What asks nothing of the device is
 * handed on here; each request is the observer's, and has no default: a new one does not compile
 * before every observer has thought about it.
 */
public interface ObservedLink extends DeviceLink {
  /** The link that is observed. */
  DeviceLink link();

  @Override
  default LinkStatus status() {
    return link().status();
  }

  @Override
  default Optional<ServerCertificate> server() {
    return link().server();
  }

  @Override
  default Set<Target> targets(ResourceName resource) {
    return link().targets(resource);
  }

  @Override
  default Set<Target> requests(Action action) {
    return link().requests(action);
  }

  @Override
  List<Reason> examine(Order order, Deadline deadline);

  @Override
  LeaseResult renew(Order order, Deadline deadline);

  @Override
  default Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    return link().watch(resources, listener);
  }

  @Override
  default void close() {
    link().close();
  }
}
