package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.DatagramListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd is told, as a socket in its place receives it. */
class NotifySocketTest {
  private static final long PROCESS = 4711;

  @TempDir Path folder;

  private static NotifySocket of(String socket) {
    return NotifySocket.of(Map.of("NOTIFY_SOCKET", socket), PROCESS);
  }

  private static void assertHeard(NotifySocket told, DatagramListener systemd) {
    told.ready("lockstep 1.0");
    told.alive();
    told.stopping();

    assertThat(systemd.heard()).isEqualTo("READY=1\nSTATUS=lockstep 1.0");
    assertThat(systemd.heard()).isEqualTo("WATCHDOG=1");
    assertThat(systemd.heard()).isEqualTo("STOPPING=1\nSTATUS=stopping");
    assertThat(systemd.heard()).isEmpty();
  }

  @Test
  void startAndStopAndSignsOfLifeAreDatagrams() throws Throwable {
    Path socket = folder.resolve("notify");
    try (DatagramListener systemd = new DatagramListener(socket)) {
      assertHeard(of(socket.toString()), systemd);
    }
  }

  @Test
  void socketMayHaveANameInTheAbstractNamespace() throws Throwable {
    String name = "@lockstep-test-" + ProcessHandle.current().pid();
    try (DatagramListener systemd = DatagramListener.named(name)) {
      assertHeard(of(name), systemd);
    }
  }

  /** A start must not fail for want of somebody to tell. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/nobody/listens/here", "vsock:2:1234"})
  void whereNothingListensTheGatewayGoesOn(String socket) {
    NotifySocket told = of(socket);
    told.ready("lockstep 1.0");
    told.stopping();
    assertThat(told.watchdog()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "120000000, 4711, PT2M",
    "120000000, '', PT2M",
    "120000000, 1, ''",
    "0, 4711, ''",
    "soon, 4711, ''"
  })
  void watchdogIsThatOfThisProcess(String micros, String process, String period) {
    Map<String, String> environment =
        new HashMap<>(Map.of("NOTIFY_SOCKET", "/run/systemd/notify", "WATCHDOG_USEC", micros));
    if (!process.isEmpty()) {
      environment.put("WATCHDOG_PID", process);
    }
    assertThat(NotifySocket.of(environment, PROCESS).watchdog().map(Duration::toString).orElse(""))
        .isEqualTo(period);
  }
}
