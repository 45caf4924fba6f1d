package dev.lockstep.ensemble;

import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the log runs on.
 *
 * @param clock for what people read, and for the age of what is swept
 * @param timer for pauses
 * @param hex draws 16 hexadecimal digits, never the same twice
 * @param replica name of this coordinator's gateway
 */
public record EnsemblePorts(TimeSource clock, Timer timer, Supplier<String> hex, String replica) {

  /** Calls back later. */
  @FunctionalInterface
  public interface Timer {
    /** Runs it once after the pause; it never blocks, and may be dropped at shutdown. */
    void in(Duration pause, Runnable task);
  }
}
