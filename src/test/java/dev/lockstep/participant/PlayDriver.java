package dev.lockstep.participant;

import dev.lockstep.device.Device;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Links devices of the {@code play} protocol to machines in memory. */
final class PlayDriver implements Driver {
  private final Map<String, PlayMachine> machines;
  private final PlayLink.Tap tap;

  PlayDriver(Map<String, PlayMachine> machines, PlayLink.Tap tap) {
    this.machines = machines;
    this.tap = tap;
  }

  @Override
  public String protocol() {
    return "play";
  }

  @Override
  public List<String> faults(Device device) {
    return List.of();
  }

  @Override
  public DeviceLink open(Device device) {
    return new PlayLink(Objects.requireNonNull(machines.get(device.name().value())), tap);
  }

  @Override
  public void close() {}
}
