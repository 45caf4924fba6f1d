package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that a reload takes out of the catalog is forgotten, and one that it renews is not. */
class RemovedDeviceTest {
  private static final DeviceName PRESS = new DeviceName("Press-1");

  @TempDir private Path pki;
  private OpcUaDriverFixture bench;

  @BeforeEach
  void start() {
    bench = new OpcUaDriverFixture(pki);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void removedDeviceIsListedNoMoreOnceItsLinkIsClosed() {
    DeviceLink press = open("Press-1");
    var unused = open("Press-2");
    bench.driver().removed(PRESS);
    assertThat(devices()).as("its link is open").containsExactly("Press-1", "Press-2");
    long before = trust().version();

    press.close();
    bench.driver().removed(PRESS);

    assertThat(devices()).containsExactly("Press-2");
    assertThat(trust().version()).as("pages are told").isNotEqualTo(before);
    assertThat(
            trust()
                .approve(new TrustRequest("0".repeat(64), Optional.of(PRESS), "otto", "compared")))
        .isInstanceOf(TrustChange.NoDevice.class);
  }

  @Test
  void deviceThatIsOpenAgainStaysThoughItsRemovalIsToldLate() {
    open("Press-1").close();
    var unused = open("Press-1");

    bench.driver().removed(PRESS);

    assertThat(devices()).containsExactly("Press-1");
  }

  private ServerTrust trust() {
    return bench.driver().trust().orElseThrow();
  }

  private List<String> devices() {
    return trust().standing().devices().stream().map(TrustStanding.OfDevice::device).toList();
  }

  /** Where nothing listens. */
  private DeviceLink open(String name) {
    Device usual = OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(1));
    return bench
        .driver()
        .open(new Device(new DeviceName(name), usual.profile(), "", usual.protocols()));
  }
}
