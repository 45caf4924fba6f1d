package dev.lockstep.app;

import dev.lockstep.device.TimeSource;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many nodes a walk has looked at: one line that is written over at a terminal, elsewhere a
 * line every few seconds.
 */
final class NodeProgress {
  private static final String SENTENCE = "lockstep browse: %d nodes looked at …";
  private static final Duration AT_TERMINAL = Duration.ofMillis(200);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  private final PrintWriter err;
  private final boolean terminal;
  private final TimeSource clock;
  private long next;
  private boolean begun;

  NodeProgress(PrintWriter err, boolean terminal, TimeSource clock) {
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
    this.next = clock.ticks() + pause();
  }

  /** Of this process. */
  @SuppressWarnings("SystemConsoleNull") // it is null where there is no terminal
  static NodeProgress on(PrintWriter err, TimeSource clock) {
    @Nullable Console console = System.console();
    return new NodeProgress(err, console != null && console.isTerminal(), clock);
  }

  private long pause() {
    return (terminal ? AT_TERMINAL : ELSEWHERE).toNanos();
  }

  void tell(int looked) {
    long now = clock.ticks();
    if (now - next < 0) {
      return;
    }
    next = now + pause();
    if (terminal) {
      begun = true;
      err.print('\r' + SENTENCE.formatted(looked));
    } else {
      err.println(SENTENCE.formatted(looked));
    }
    err.flush();
  }

  /** Ends the line, if there is one. */
  void end() {
    if (begun) {
      err.println();
      begun = false;
    }
  }
}
