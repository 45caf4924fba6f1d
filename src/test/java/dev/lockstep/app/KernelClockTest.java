package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the kernel is asked, against what it shows in files. */
@EnabledOnOs(OS.LINUX)
class KernelClockTest {
  private final KernelClock clock = KernelClock.open();

  @Test
  void ticksAreTheTimeSinceTheBoot() throws IOException {
    assertThat(clock.countsSuspend()).isTrue();
    String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
    assertThat(clock.ticks() / 1e9).isCloseTo(Double.parseDouble(uptime), within(5.0));
  }

  @Test
  void ticksNeverGoBack() {
    long before = clock.ticks();
    for (int each = 0; each < 100_000; each++) {
      long now = clock.ticks();
      assertThat(now - before).isNotNegative();
      before = now;
    }
  }

  @Test
  void whetherTheClockIsSynchronisedIsAnsweredWhateverTheAnswer() {
    assertThat(clock.synchronised()).isIn(true, false);
  }

  @Test
  void momentNamesTheBootAndTheHost() throws IOException {
    String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    try (SystemTime time = new SystemTime(Optional.of("line-3"))) {
      Moment now = time.now();
      assertThat(now.boot()).isEqualTo(new Boot(id.replace("-", ""), "line-3"));
      assertThat(time.now().since(now).atMost()).isPresent();
      assertThat(time.shortcoming()).isEmpty();
    }
  }

  @Test
  void machineIdIsKeptAsAHashOnly() {
    String machineId = "0123456789abcdef0123456789abcdef";
    assertThat(HostIdentity.hashed(machineId))
        .hasSize(16)
        .isEqualTo(HostIdentity.hashed(machineId))
        .isNotEqualTo(HostIdentity.hashed("another"))
        .doesNotContain(machineId.substring(0, 8));
  }
}
