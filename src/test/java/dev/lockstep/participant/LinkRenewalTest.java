package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The links of the next catalog, and what drivers are told of devices that are not in it. */
class LinkRenewalTest {
  private static final List<String> MACHINES = List.of("press", "oven", "belt");
  private static final List<Device> DEVICES =
      List.copyOf(
          Catalog.load(
                  List.of(Path.of("src/test/resources/play")),
                  CatalogLimits.DEFAULT,
                  device -> List.of())
              .devices()
              .values());

  private final PlayDriver driver = new PlayDriver(machines(), new Untapped());

  private record Untapped() implements PlayLink.Tap {
    @Override
    public void before(String machine, String sending) {}

    @Override
    public void after(String machine, String sending) {}
  }

  private static Map<String, PlayMachine> machines() {
    return Map.of(
        "press", new PlayMachine("press", line -> {}),
        "oven", new PlayMachine("oven", line -> {}),
        "belt", new PlayMachine("belt", line -> {}));
  }

  @Test
  void driverForgetsWhatIsGoneOnceItIsClosedAndKeepsWhatIsOpenedAgain() {
    try (DeviceLinks links = DeviceLinks.open(DEVICES, List.of(driver))) {
      Device gone = DEVICES.getFirst();
      Device moved = moved(DEVICES.get(1));
      List<Device> next = new ArrayList<>(DEVICES.subList(2, DEVICES.size()));
      next.add(moved);
      LinkRenewal renewal = links.renewal(next);

      renewal.openFresh();
      links.replace(renewal.renew(Runnable::run));
      assertThat(renewal.reconnected()).containsExactly(moved.name());
      assertThat(driver.removed()).as("the next catalog is not in force yet").isEmpty();
      renewal.closeGone(Runnable::run);

      assertThat(driver.removed()).containsExactly(gone.name());
      assertThat(links.find(gone.name())).isEmpty();
    }
  }

  @Test
  void driverForgetsAlsoWhatWasOpenedForACatalogThatDidNotComeIntoForce() {
    try (DeviceLinks links = DeviceLinks.open(DEVICES, List.of(driver))) {
      Device first = DEVICES.getFirst();
      Device fresh = new Device(new DeviceName("fresh"), first.profile(), "", first.protocols());
      List<Device> next = new ArrayList<>(DEVICES);
      next.add(fresh);
      LinkRenewal renewal = links.renewal(next);

      renewal.openFresh();
      renewal.abandon();

      assertThat(driver.removed()).containsExactly(fresh.name());
    }
  }

  private static Device moved(Device device) {
    String now = device.protocols().getOrDefault("play", Map.of()).getOrDefault("Address", "");
    String other = MACHINES.stream().filter(each -> !each.equals(now)).findFirst().orElseThrow();
    return new Device(
        device.name(), device.profile(), "", Map.of("play", Map.of("Address", other)));
  }
}
