package dev.lockstep.packaged;

import dev.lockstep.chaos.ChaosTally;
import java.util.function.Consumer;

/** One way of choosing the moments at which a gateway dies; each has a line of its own. */
interface Killing {
  /** One word, which its line is called by. */
  String name();

  /** Kills until that is enough, and checks every promise each time. */
  ChaosTally play(Enough enough) throws Exception;

  /**
   * When to stop; not before the first kill, however slowly everything starts.
   *
   * @param until no further round begins then, in {@link System#nanoTime}
   * @param kills nor after so many kills
   * @param say is told of every round, in one line
   */
  record Enough(long until, int kills, Consumer<String> say) {
    boolean reached(int done) {
      return done > 0 && (done >= kills || System.nanoTime() - until > 0);
    }
  }
}
