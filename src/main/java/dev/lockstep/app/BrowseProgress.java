package dev.lockstep.app;

import dev.lockstep.driver.BrokerBrowseProgress;
import java.io.Console;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** How far the listening has come: one line that is written over, and only at a terminal. */
final class BrowseProgress {
  private final PrintWriter err;
  private final boolean terminal;
  private boolean begun;

  BrowseProgress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** Of this process. */
  @SuppressWarnings("SystemConsoleNull") // it is null where there is no terminal
  static BrowseProgress on(PrintWriter err) {
    @Nullable Console console = System.console();
    return new BrowseProgress(err, console != null && console.isTerminal());
  }

  void tell(BrokerBrowseProgress now) {
    if (terminal) {
      begun = true;
      err.printf(
          "\rlockstep browse: %3d s left, %d edge nodes, %d births, %d retained topics ",
          now.left().toSeconds() + 1, now.edgeNodes(), now.births(), now.topics());
      err.flush();
    }
  }

  /** Ends the line, if there is one. */
  void end() {
    if (begun) {
      err.println();
      begun = false;
    }
  }
}
