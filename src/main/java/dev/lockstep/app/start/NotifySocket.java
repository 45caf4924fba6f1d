package dev.lockstep.app.start;

import dev.lockstep.journal.UnixDatagrams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Socket of the service manager that has started this process (sd_notify(3)): systemd waits for
 * READY=1 where a unit has {@code Type=notify}. Elsewhere nothing is told. What it does not take is
 * logged and not sent again: a service manager that is away cannot be helped.
 */
final class NotifySocket {
  private static final Logger LOG = Logger.getLogger(NotifySocket.class);
  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG = "WATCHDOG_USEC";
  private static final String WATCHED = "WATCHDOG_PID";

  private final Optional<UnixDatagrams> socket;
  private final Optional<Duration> watchdog;

  private NotifySocket(Optional<UnixDatagrams> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * As the environment names it (sd_watchdog_enabled(3)).
   *
   * @param process this one's number: the watchdog may be meant for another one
   */
  static NotifySocket of(Map<String, String> environment, long process) {
    String name = environment.getOrDefault(SOCKET, "");
    if (name.isEmpty()) {
      return new NotifySocket(Optional.empty(), Optional.empty());
    }
    try {
      return new NotifySocket(Optional.of(UnixDatagrams.to(name)), watchdog(environment, process));
    } catch (IOException unknown) {
      LOG.warnf("%s: %s; systemd is not told that the gateway is ready", SOCKET, unknown);
      return new NotifySocket(Optional.empty(), Optional.empty());
    }
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long process) {
    String watched = environment.getOrDefault(WATCHED, Long.toString(process));
    String micros = environment.getOrDefault(WATCHDOG, "");
    return watched.equals(Long.toString(process)) && micros.matches("[1-9][0-9]{0,15}")
        ? Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS))
        : Optional.empty();
  }

  /** How long it may go without a sign of life; empty where it expects none. */
  Optional<Duration> watchdog() {
    return watchdog;
  }

  /** The start is over: callers are answered, and every reservation stands. */
  void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  /** The stop has begun. */
  void stopping() {
    send("STOPPING=1\nSTATUS=stopping");
  }

  /** A sign of life. */
  void alive() {
    send("WATCHDOG=1");
  }

  private void send(String state) {
    if (socket.isPresent()) {
      String first = state.lines().findFirst().orElseThrow();
      try {
        if (socket.get().send(List.of(state.getBytes(StandardCharsets.UTF_8))) == 0) {
          LOG.warnf("systemd does not take %s at %s", first, socket.get());
        }
      } catch (IOException unable) {
        LOG.warnf("systemd was not told %s: %s", first, unable.getMessage());
      }
    }
  }
}
