package dev.lockstep.coordinator;

import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the coordinator runs on, so that tests can drive it by hand.
 *
 * @param clock for what people read
 * @param alarms for pauses
 * @param executor runs what may block: a virtual thread for each task
 * @param random for jitter
 * @param listener hears of each step
 * @param obstacles why nothing new should be begun now, one sentence each: what the log says of
 *     itself
 */
public record CoordinatorPorts(
    TimeSource clock,
    Timer alarms,
    Executor executor,
    RandomGenerator random,
    CoordinationListener listener,
    Supplier<List<String>> obstacles) {

  /** Calls back later. */
  @FunctionalInterface
  public interface Timer {
    /** Runs it once after the pause; it never blocks, and may be dropped at shutdown. */
    void in(Duration pause, Runnable task);
  }
}
