package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.Optional;

/**
 * What a send is measured by.
 *
 * @param expiryMax how long a broker may hold a message at most
 * @param outstanding where sends that could move a device are kept
 */
record ExpiryPolicy(TimeSource clock, Duration expiryMax, OutstandingPublishes outstanding) {

  /**
   * How long the broker may hold a message of this deadline: what is left in whole seconds, which
   * is what MQTT counts in (5, 3.3.2.3.3), rounded down so that it never outlives the deadline.
   * Empty below one second, where the message {@code acts}: it may not be sent then. A question
   * moves nobody and may arrive late.
   */
  Optional<Duration> expiry(Deadline deadline, boolean acts) {
    long seconds = left(deadline).toSeconds();
    return seconds >= 1
        ? Optional.of(Duration.ofSeconds(seconds))
        : acts ? Optional.empty() : Optional.of(Duration.ofSeconds(1));
  }

  /** How long anybody may act on a message of this deadline: never longer than a fence waits. */
  Duration left(Deadline deadline) {
    Duration left = deadline.left(clock);
    return left.compareTo(expiryMax) < 0 ? left : expiryMax;
  }
}
