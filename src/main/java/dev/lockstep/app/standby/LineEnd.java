package dev.lockstep.app.standby;

import dev.lockstep.standby.Seat;
import java.util.function.Consumer;

/** Ends the process, so that its service manager starts it anew, as a PC that waits. */
public final class LineEnd {
  /**
   * Exit code of a process that may not go on as the active one (EX_TEMPFAIL, sysexits.h): to be
   * started again.
   */
  public static final int AGAIN = 75;

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
      case HANDED_OVER -> now("the line was handed over to the other PC");
      case STOPPED -> {} // a signal ends it
    }
  }

  /** Ends it with one line that says why. */
  void now(String why) {
    ending.accept(why);
  }
}
