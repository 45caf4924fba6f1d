package dev.lockstep.app;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time source and scheduler of the process. Thread-safe. */
public final class SystemTime implements Scheduler, AutoCloseable {
  private static final long ASKED_EVERY_NANOS = 100_000_000;
  private static final long JUMP_NANOS = 20_000_000;

  private final String run = Long.toHexString(UUID.randomUUID().getMostSignificantBits());
  private final KernelClock kernel;
  private final Boot boot;
  private final ScheduledThreadPoolExecutor alarms;
  private volatile Answered answered = new Answered(0, 0, false);

  /** What the kernel said of the wall clock, and when. */
  private record Answered(long millis, long ticks, boolean synchronised) {}

  /** With the operating system's identity of the host. */
  public SystemTime() {
    this(Optional.empty());
  }

  /**
   * @param host the host's identity where the configuration gives one; else the operating system's
   */
  public SystemTime(Optional<String> host) {
    kernel = KernelClock.open();
    boot = kernel.countsSuspend() ? HostIdentity.boot(host) : Boot.UNKNOWN;
    alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("lockstep-alarms").daemon(true).factory());
    alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    alarms.setRemoveOnCancelPolicy(true);
    alarms.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public Moment now() {
    Instant wall = Instant.now();
    long ticks = kernel.ticks();
    return new Moment(wall, ticks, run, boot, synchronised(wall, ticks));
  }

  /**
   * The kernel is asked ten times a second at most, for it is a system call, and at once where the
   * wall clock jumped since: setting it takes the kernel's word back.
   */
  private boolean synchronised(Instant wall, long ticks) {
    long millis = wall.toEpochMilli();
    Answered last = answered;
    long passed = ticks - last.ticks();
    long jumped = Math.abs(TimeUnit.MILLISECONDS.toNanos(millis - last.millis()) - passed);
    if (passed < ASKED_EVERY_NANOS && jumped < JUMP_NANOS) {
      return last.synchronised();
    }
    Answered next = new Answered(millis, ticks, kernel.synchronised());
    answered = next;
    return next.synchronised();
  }

  @Override
  public long ticks() {
    return kernel.ticks();
  }

  @Override
  public Optional<Duration> error() {
    return kernel.error();
  }

  /** What this operating system cannot prove of an age, for people; empty where it can. */
  public Optional<String> shortcoming() {
    if (!boot.known()) {
      return Optional.of(
          "this operating system names no boot and no clock that counts suspend: after each restart"
              + " of the gateway, commits that were voted before wait for a release");
    }
    return boot.host().isEmpty()
        ? Optional.of(
            "nothing names this host (no /etc/machine-id): after each boot, commits that were voted"
                + " before wait for a release, and a journal copied here is not noticed; set"
                + " lockstep.gateway.host")
        : Optional.empty();
  }

  @Override
  public void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void later(Duration delay, Runnable task) {
    alarms.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What was to come later does not come any more. */
  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
