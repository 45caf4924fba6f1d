package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Reading;
import dev.lockstep.device.ResourceName;
import dev.lockstep.driver.DeviceLink.Watch;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.Function;

/** Who is told of changes. Thread-safe; listeners are called on the thread that brings the news. */
final class StateWatchers {
  private record One(Object identity, Set<ResourceName> resources, Consumer<Reading> listener) {}

  private final CopyOnWriteArraySet<One> all = new CopyOnWriteArraySet<>();

  Watch add(List<ResourceName> resources, Consumer<Reading> listener) {
    One one = new One(new Object(), Set.copyOf(resources), listener);
    all.add(one);
    return () -> all.remove(one);
  }

  void tell(Reading reading) {
    for (One each : all) {
      if (each.resources().contains(reading.resource())) {
        each.listener().accept(reading);
      }
    }
  }

  /** Tells everybody about everything they watch. */
  void tellAll(Function<ResourceName, Reading> readings) {
    for (One each : all) {
      each.resources().forEach(name -> each.listener().accept(readings.apply(name)));
    }
  }
}
