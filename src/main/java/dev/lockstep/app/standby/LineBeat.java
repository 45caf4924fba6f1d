package dev.lockstep.app.standby;

import dev.lockstep.standby.SeatEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Has the seat renew its lease and look for the other PC, several times in each lease. */
final class LineBeat {
  private static final Logger LOG = Logger.getLogger(LineBeat.class);
  private static final int IN_A_LEASE = 6;

  private final LineMember member;
  private final Duration pause;
  private final CountDownLatch never = new CountDownLatch(1);

  LineBeat(LineMember member, Duration lease) {
    this.member = member;
    this.pause = lease.dividedBy(IN_A_LEASE);
  }

  void start() {
    Thread.ofPlatform().name("lockstep-line").daemon().start(this::run);
  }

  private void run() {
    try {
      do {
        member.happened(new SeatEvent.Beat(member.now(), member.position()));
      } while (!never.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error bug) { // the thread's outermost frame
      LOG.error("line: stopped by a fault of the gateway itself", bug);
      member.broken(bug);
    }
  }
}
