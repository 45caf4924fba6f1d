package dev.lockstep.app.standby;

import dev.lockstep.standby.Seat;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Ends the process, so that its service manager starts it anew, as a PC that waits. */
public final class LineEnd {
  /**
   * Exit code of a process that may not go on as the active one (EX_TEMPFAIL, sysexits.h): to be
   * started again.
   */
  public static final int AGAIN = 75;

  private static final Duration ANSWERED_WITHIN = Duration.ofMillis(500);

  private final Consumer<String> ending;

  /** Of this process. */
  public LineEnd() {
    this(
        why -> {
          System.err.println("lockstep: this process ends, and is to be started again: " + why);
          Runtime.getRuntime().halt(AGAIN);
        });
  }

  /**
   * Another end.
   *
   * @param ending does not return where the process ends
   */
  LineEnd(Consumer<String> ending) {
    this.ending = ending;
  }

  /** At once: no shutdown in order, which would wait for what can never be durable any more. */
  void of(Seat.EndReason reason) {
    switch (reason) {
      case LEASE_OVER ->
          now(
              "its lease is over, because the standby has not answered; where that PC is off, say"
                  + " lockstep standby alone --reason TEXT when this one is up again");
      case OTHER_IS_ACTIVE -> now("the other PC has become the active one");
      case HANDED_OVER -> soon("the line was handed over to the other PC");
      case STOPPED -> {} // a signal ends it
    }
  }

  /**
   * When the answer to the person who said it has left, perhaps. The seat has ended, so meanwhile
   * nothing is sent to a machine, and nothing is called durable.
   */
  private void soon(String why) {
    Thread.ofPlatform()
        .name("lockstep-line-end")
        .daemon()
        .start(
            () -> {
              LockSupport.parkNanos(ANSWERED_WITHIN.toNanos());
              now(why);
            });
  }

  /** Ends it with one line that says why. */
  void now(String why) {
    ending.accept(why);
  }
}
