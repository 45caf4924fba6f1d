package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.SendLease;
import java.time.Duration;
import java.util.Optional;

/**
 * The expiry policy of messages (P5).
 *
 * @param lease that messages which could move a device are sent under
 * @param expiryMax the longest time that a broker may keep a message
 * @param outstanding the register of sends that could move a device
 */
record ExpiryPolicy(
    TimeSource clock, SendLease lease, Duration expiryMax, OutstandingPublishes outstanding) {

  /**
   * The Message Expiry Interval for a deadline: the time that is left in whole seconds, as MQTT
   * counts it (MQTT 5, 3.3.2.3.3), rounded down so that a message never outlives its deadline.
   * Empty below one second for a message that {@code acts}, which must then not be sent. A query
   * moves no machine and may arrive late.
   */
  Optional<Duration> expiry(Deadline deadline, boolean acts) {
    long seconds = left(deadline).toSeconds();
    return seconds >= 1
        ? Optional.of(Duration.ofSeconds(seconds))
        : acts ? Optional.empty() : Optional.of(Duration.ofSeconds(1));
  }

  /**
   * The time in which a device may act on a message with this deadline: never longer than a fence
   * waits.
   */
  Duration left(Deadline deadline) {
    Duration left = deadline.left(clock);
    return left.compareTo(expiryMax) < 0 ? left : expiryMax;
  }
}
