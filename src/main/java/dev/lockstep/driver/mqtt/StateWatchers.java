package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.driver.DeviceLink.Watch;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The watchers of states. Thread-safe; listeners are called on the thread that brings the message.
 */
final class StateWatchers {
  private record Watcher(
      Object identity, Set<ResourceName> resources, Consumer<Reading> listener) {}

  private final CopyOnWriteArraySet<Watcher> all = new CopyOnWriteArraySet<>();

  Watch add(List<ResourceName> resources, Consumer<Reading> listener) {
    Watcher one = new Watcher(new Object(), Set.copyOf(resources), listener);
    all.add(one);
    return () -> all.remove(one);
  }

  void publish(Reading reading) {
    for (Watcher each : all) {
      if (each.resources().contains(reading.resource())) {
        each.listener().accept(reading);
      }
    }
  }

  /** Publishes the readings of all watched resources to their watchers. */
  void publishAll(Function<ResourceName, Reading> readings) {
    for (Watcher each : all) {
      each.resources().forEach(name -> each.listener().accept(readings.apply(name)));
    }
  }
}
