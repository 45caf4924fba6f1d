package dev.lockstep.app.tracing;

import java.util.concurrent.atomic.LongAdder;

/** Counts of what became of the spans. Thread-safe. */
public final class SpanCounts {
  private final LongAdder exported = new LongAdder();
  private final LongAdder crowdedOut = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** What became of a span. */
  public enum Fate {
    /** The endpoint took it. */
    EXPORTED,
    /** The queue was full. */
    QUEUE_FULL,
    /** The endpoint did not take it, or was not there. */
    NOT_TAKEN
  }

  void count(Fate fate, long spans) {
    adder(fate).add(spans);
  }

  /** Spans of that fate since the start. */
  public long count(Fate fate) {
    return adder(fate).sum();
  }

  private LongAdder adder(Fate fate) {
    return switch (fate) {
      case EXPORTED -> exported;
      case QUEUE_FULL -> crowdedOut;
      case NOT_TAKEN -> refused;
    };
  }
}
