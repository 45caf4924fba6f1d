package dev.lockstep.participant;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.Driver;
import dev.lockstep.participant.DeviceLinks.Linked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The change from the links of one catalog to those of the next. A link whose address and resources
 * stay the same is kept. Used once, by one thread, in the order of its methods.
 */
final class LinkRenewal {
  private final LinkedDevices before;
  private final List<Driver> drivers;
  private final DeviceLinks.Metering metering;
  private final TargetIndex index;
  private final Map<DeviceName, Linked> links = new HashMap<>();

  /** Devices whose driver has no link to them yet. */
  private final List<Device> fresh = new ArrayList<>();

  /** Devices whose link has to be closed before it is opened again: a broker knows it by name. */
  private final List<Device> renewed = new ArrayList<>();

  /** Links that are not needed any more once the next catalog is in force. */
  private final List<Linked> gone = new ArrayList<>();

  private final Set<DeviceName> touched = new HashSet<>();

  LinkRenewal(
      LinkedDevices before,
      Collection<Device> devices,
      List<Driver> drivers,
      DeviceLinks.Metering metering) {
    this.before = before;
    this.drivers = drivers;
    this.metering = metering;
    this.index = DeviceLinks.index(devices, drivers);
    Set<DeviceName> wanted = new HashSet<>();
    for (Device device : devices) {
      wanted.add(device.name());
      before
          .find(device.name())
          .ifPresentOrElse(known -> compare(known, device), () -> fresh.add(device));
    }
    before.links().values().stream()
        .filter(each -> !wanted.contains(each.device().name()))
        .forEach(gone::add);
    gone.forEach(each -> touched.add(each.device().name()));
    renewed.forEach(each -> touched.add(each.name()));
    touched.addAll(gainingNamesakes());
  }

  private void compare(Linked known, Device device) {
    Optional<Driver> driver = DeviceLinks.driverOf(device, drivers);
    if (!driver.equals(DeviceLinks.driverOf(known.device(), drivers))) {
      gone.add(known);
      fresh.add(device);
    } else if (driver.orElseThrow().serves(known.device(), device)) {
      links.put(device.name(), new Linked(device, known.link()));
    } else {
      renewed.add(device);
    }
  }

  /**
   * The devices that another name is given to: what a transaction holds of them was computed
   * without it, and would not be held under it.
   */
  private Set<DeviceName> gainingNamesakes() {
    Map<DeviceName, Set<DeviceName>> earlier = before.index().namesakes();
    Set<DeviceName> gaining = new HashSet<>();
    index
        .namesakes()
        .forEach(
            (name, all) -> {
              if (before.find(name).isPresent()
                  && !earlier.getOrDefault(name, Set.of(name)).containsAll(all)) {
                gaining.add(name);
              }
            });
    return gaining;
  }

  /** The known devices that no transaction may hold while this is done. */
  Set<DeviceName> touched() {
    return Collections.unmodifiableSet(touched);
  }

  /** The devices whose connection does not survive, by name. */
  NavigableSet<DeviceName> reconnected() {
    NavigableSet<DeviceName> names = new TreeSet<>();
    renewed.forEach(each -> names.add(each.name()));
    fresh.stream()
        .map(Device::name)
        .filter(name -> before.find(name).isPresent())
        .forEach(names::add);
    return names;
  }

  /**
   * Opens the links that no driver has yet. Where one cannot be opened, none stays open.
   *
   * @throws java.io.UncheckedIOException where what a driver needs for its first device cannot be
   *     made
   */
  void openFresh() {
    try {
      fresh.forEach(each -> links.put(each.name(), DeviceLinks.opened(each, drivers, metering)));
    } catch (RuntimeException unusable) {
      abandon();
      throw unusable;
    }
  }

  /** Closes what {@link #openFresh} has opened. */
  void abandon() {
    for (Device each : fresh) {
      Linked opened = links.get(each.name());
      if (opened != null) {
        discard(opened);
      }
    }
  }

  /**
   * Closes the links that change, all at the same time, and opens them again. Blocks until each has
   * taken leave of its server, or given that up.
   */
  LinkedDevices renew(Executor parallel) {
    CompletableFuture<?>[] closing =
        renewed.stream()
            .flatMap(each -> before.find(each.name()).stream())
            .map(each -> CompletableFuture.runAsync(() -> each.link().close(), parallel))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(closing).join();
    renewed.forEach(each -> links.put(each.name(), DeviceLinks.opened(each, drivers, metering)));
    return new LinkedDevices(links, index);
  }

  /** Closes what the next catalog does not need, in the background. */
  void closeGone(Executor background) {
    gone.forEach(each -> background.execute(() -> discard(each)));
  }

  private void discard(Linked linked) {
    linked.link().close();
    DeviceLinks.driverOf(linked.device(), drivers)
        .ifPresent(driver -> driver.removed(linked.device().name()));
  }
}
