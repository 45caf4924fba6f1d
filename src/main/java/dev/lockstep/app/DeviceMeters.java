package dev.lockstep.app;

import dev.lockstep.device.Device;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.participant.DeviceLinks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Round trips to devices, under the name of each of the first devices and under one name for all
 * others: a plant of a thousand machines must not make a scrape of thirty thousand lines.
 * Thread-safe.
 */
final class DeviceMeters implements DeviceLinks.Metering {
  /** No device has it: names are letters, digits and {@code ._-}. */
  static final String OTHERS = "(others)";

  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final TimeSource clock;
  private final int namedMax;
  private final Set<String> named = new HashSet<>();

  /**
   * @param namedMax devices that are counted under their own name
   */
  DeviceMeters(MeterRegistry registry, TimeSource clock, int namedMax) {
    this.registry = registry;
    this.clock = clock;
    this.namedMax = namedMax;
  }

  @Override
  public DeviceLink metered(Device device, DeviceLink link) {
    String label = label(device.name().value());
    return new MeteredLink(link, clock, timer(label, "look"), timer(label, "act"));
  }

  private synchronized String label(String device) {
    if (named.size() < namedMax) {
      named.add(device);
    }
    return named.contains(device) ? device : OTHERS;
  }

  private Timer timer(String device, String kind) {
    return Timer.builder("lockstep.device.requests")
        .description("round trips to connected devices: looks ask, acts arm, write, call or disarm")
        .tag("device", device)
        .tag("kind", kind)
        .serviceLevelObjectives(BOUNDS)
        .register(registry);
  }
}
