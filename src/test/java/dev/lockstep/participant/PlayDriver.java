package dev.lockstep.participant;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Links devices of the {@code play} protocol to machines in memory. */
final class PlayDriver implements Driver {
  private final Map<String, PlayMachine> machines;
  private final PlayLink.Tap tap;
  private final List<DeviceName> removed = new ArrayList<>();

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
  public Optional<String> server(Device device) {
    return Optional.of("play");
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    Map<ResourceName, Set<Target>> targets = new HashMap<>();
    for (ResourceName name : device.profile().resources().keySet()) {
      targets.put(name, Set.of(PlayLink.target(address(device), name)));
    }
    return targets;
  }

  @Override
  public DeviceLink open(Device device) {
    return new PlayLink(Objects.requireNonNull(machines.get(address(device))), tap);
  }

  @Override
  public void removed(DeviceName device) {
    removed.add(device);
  }

  /** The devices that it was told to forget. */
  List<DeviceName> removed() {
    return removed;
  }

  private static String address(Device device) {
    return Objects.requireNonNull(device.protocols().getOrDefault("play", Map.of()).get("Address"));
  }

  @Override
  public void close() {}
}
