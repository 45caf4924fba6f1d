package dev.lockstep.zookeeper;

import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.LeaseRegister;
import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.Reigns;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatDecision;
import dev.lockstep.standby.SeatEffect;
import dev.lockstep.standby.SeatEvent;
import dev.lockstep.standby.SeatProtocol;
import dev.lockstep.standby.SeatRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One PC of a line whose lease the ensemble keeps: the real seat and the real register, without a
 * link. A process that ends is started anew at once, as an init system does.
 */
final class LeasePc implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration BEAT = Duration.ofMillis(300);

  private final LeaseRegister register;
  private final SeatProtocol protocol;
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  private volatile Seat seat;
  private SeatRecord disk;

  LeasePc(String self, String peer, LeaseRegister register) {
    this.register = register;
    this.protocol =
        new SeatProtocol(
            new LineRules(
                LineRules.Keeper.ZOOKEEPER,
                LineRules.Mode.SYNCHRONOUS,
                LEASE.toNanos(),
                LEASE.dividedBy(100).toNanos()));
    this.disk = new SeatRecord("press", self, peer, 0, 1, new Reigns(Map.of("left", 1L)), 1);
    this.seat = start();
  }

  private synchronized Seat start() {
    SeatDecision started = protocol.start(disk, System.nanoTime(), 0);
    disk = started.next().record();
    return started.next();
  }

  LeasePc begin() {
    var unused =
        beats.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private void beat() {
    happened(new SeatEvent.Beat(System.nanoTime(), new CopyPosition(Map.of("journal", 0L))));
  }

  private synchronized void happened(SeatEvent event) {
    SeatDecision decision = protocol.decide(seat, event);
    if (decision.durable()) {
      disk = decision.next().record();
    }
    seat = decision.next();
    for (SeatEffect effect : decision.effects()) {
      switch (effect) {
        case SeatEffect.ReadRegister _ -> {
          var unused =
              register
                  .read()
                  .thenAccept(
                      read -> happened(new SeatEvent.RegisterRead(System.nanoTime(), read)));
        }
        case SeatEffect.WriteRegister write -> {
          Seat.Attempt attempt = write.attempt();
          var unused =
              register
                  .write(attempt.record(), attempt.version())
                  .thenAccept(
                      written ->
                          happened(
                              new SeatEvent.RegisterWritten(System.nanoTime(), attempt, written)));
        }
        case SeatEffect.EndProcess _ -> seat = start();
        case SeatEffect.Send _,
            SeatEffect.Reply _,
            SeatEffect.Apply _,
            SeatEffect.Supply _,
            SeatEffect.Activate _,
            SeatEffect.StopWriting _,
            SeatEffect.Tell _ -> {}
      }
    }
  }

  boolean holds() {
    return seat.holds(System.nanoTime());
  }

  long term() {
    return seat.record().term();
  }

  /** As a process that is stopped: nothing happens, and what it knows grows old. */
  @Override
  public void close() {
    beats.shutdownNow();
  }
}
