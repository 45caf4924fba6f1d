package dev.lockstep.driver.simulated;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A faultless device: its values, and the ids it knows. Thread-safe. */
final class SimulatedDevice {
  /** What it knows of an id. */
  enum Known {
    ARMED,
    DONE,
    ABORTED
  }

  private final Map<ResourceName, Value> values;
  private final Map<String, Known> orders;

  SimulatedDevice(Map<ResourceName, Value> values, int ordersMax) {
    this.values = new HashMap<>(values);
    this.orders =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > ordersMax;
          }
        };
  }

  synchronized Optional<Value> value(ResourceName resource) {
    return Optional.ofNullable(values.get(resource));
  }

  synchronized void set(List<Assignment> assignments) {
    assignments.forEach(each -> values.put(each.resource(), each.value()));
  }

  synchronized Optional<Known> known(String reference) {
    return Optional.ofNullable(orders.get(reference));
  }

  /** Arms an id that is not known; what is known of it afterwards. */
  synchronized Known arm(String reference) {
    orders.putIfAbsent(reference, Known.ARMED);
    return orders.getOrDefault(reference, Known.ARMED);
  }

  /** Does an armed id, once; what is known of it afterwards. */
  synchronized Optional<Known> fire(String reference, List<Assignment> assignments) {
    if (orders.replace(reference, Known.ARMED, Known.DONE)) {
      set(assignments);
    }
    return known(reference);
  }

  /** Aborts an id that is not done, also one it never saw; what is known of it afterwards. */
  synchronized Known disarm(String reference) {
    return orders.merge(
        reference, Known.ABORTED, (before, now) -> before == Known.DONE ? before : now);
  }
}
