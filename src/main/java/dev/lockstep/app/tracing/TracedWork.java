package dev.lockstep.app.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What the thread at hand works for: a transaction, and the span that the next one is a child of.
 * Bound for the length of one call alone (JEP 506), so that no thread keeps it.
 *
 * @param transaction its id
 * @param context of that span; the root where the next one begins a trace
 * @param earlier the trace that such a one is linked to; invalid where there is none
 * @param requests how many requests to devices have been made for it
 */
record TracedWork(
    String transaction, Context context, SpanContext earlier, AtomicInteger requests) {
  /** A machine that is looked at for ten minutes makes no trace of ten thousand looks. */
  private static final int REQUESTS_MAX = 500;

  private static final ScopedValue<TracedWork> CURRENT = ScopedValue.newInstance();

  /** Work below this span. */
  TracedWork(String transaction, Context context) {
    this(transaction, context, SpanContext.getInvalid(), new AtomicInteger());
  }

  /** Work that begins a trace, linked to the one before. */
  static TracedWork anew(String transaction, SpanContext earlier) {
    return new TracedWork(transaction, Context.root(), earlier, new AtomicInteger());
  }

  /** Whether one more request is to be seen. */
  boolean admits() {
    return requests.incrementAndGet() <= REQUESTS_MAX;
  }

  static boolean present() {
    return CURRENT.isBound();
  }

  /** Only where it is {@link #present()}. */
  static TracedWork current() {
    return CURRENT.get();
  }

  <T> T call(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /** Hands on what the thread works for that hands over a task. */
  static Executor carrying(Executor next) {
    return task -> {
      if (CURRENT.isBound()) {
        TracedWork mine = CURRENT.get();
        next.execute(() -> ScopedValue.where(CURRENT, mine).run(task));
      } else {
        next.execute(task);
      }
    };
  }
}
