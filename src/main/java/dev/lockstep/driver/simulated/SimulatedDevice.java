package dev.lockstep.driver.simulated;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A simulated device without faults: its values, and its record of command ids. Thread-safe. */
final class SimulatedDevice {
  /** The recorded status of a command id. */
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

  /** Takes the resources of a profile: keeps each value that fits, the others are initial. */
  synchronized void adapt(Profile profile, Map<ResourceName, Value> initial) {
    values.keySet().retainAll(initial.keySet());
    initial.forEach(
        (name, value) ->
            values.merge(
                name,
                value,
                (kept, first) ->
                    profile.resource(name).filter(each -> each.misfit(kept).isEmpty()).isPresent()
                        ? kept
                        : first));
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

  /**
   * Arms an id that is not recorded.
   *
   * @return the recorded status afterwards
   */
  synchronized Known arm(String reference) {
    orders.putIfAbsent(reference, Known.ARMED);
    return orders.getOrDefault(reference, Known.ARMED);
  }

  /**
   * Carries out an armed id, once.
   *
   * @return the recorded status afterwards
   */
  synchronized Optional<Known> fire(String reference, List<Assignment> assignments) {
    if (orders.replace(reference, Known.ARMED, Known.DONE)) {
      set(assignments);
    }
    return known(reference);
  }

  /**
   * Aborts an id that is not carried out, also one that is not recorded.
   *
   * @return the recorded status afterwards
   */
  synchronized Known disarm(String reference) {
    return orders.merge(
        reference, Known.ABORTED, (before, now) -> before == Known.DONE ? before : now);
  }
}
