package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.simulated.SimulatedDriver;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose round trips are counted, and under which name. */
class DeviceMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SimulatedDriver driver = new SimulatedDriver(DeviceMetersTest::now, 2);

  private static Moment now() {
    return new Moment(Instant.EPOCH, 0, "run");
  }

  private static Device device(String name) {
    Profile profile = new Profile(new ProfileName("Press"), "", Map.of(), Map.of());
    return new Device(new DeviceName(name), profile, "", Map.of("simulated", Map.of()));
  }

  private DeviceLink metered(DeviceMeters meters, String name) {
    Device device = device(name);
    return meters.metered(device, driver.open(device));
  }

  private static void look(DeviceLink link) {
    assertThat(link.read(List.of(), new Deadline(1))).isEmpty();
  }

  private List<String> counted() {
    return registry.get("lockstep.device.requests").timers().stream()
        .filter(timer -> timer.count() > 0)
        .map(DeviceMetersTest::line)
        .sorted()
        .toList();
  }

  private static String line(Timer timer) {
    return "%s %s %d"
        .formatted(timer.getId().getTag("device"), timer.getId().getTag("kind"), timer.count());
  }

  @Test
  void devicesBeyondTheLimitShareOneNameAndAReopenedOneKeepsItsOwn() {
    DeviceMeters meters = new DeviceMeters(registry, DeviceMetersTest::now, 1);

    look(metered(meters, "first"));
    look(metered(meters, "second"));
    look(metered(meters, "third"));
    look(metered(meters, "first"));

    assertThat(counted()).containsExactly("(others) look 2", "first look 2");
  }

  @Test
  void writesCountAsActs() {
    DeviceLink link = metered(new DeviceMeters(registry, DeviceMetersTest::now, 5), "press");

    assertThat(link.write(List.of(), new Deadline(1))).isEmpty();

    assertThat(counted()).containsExactly("press act 1");
  }
}
