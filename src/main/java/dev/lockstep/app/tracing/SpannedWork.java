package dev.lockstep.app.tracing;

import io.opentelemetry.api.trace.Span;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Work that a span lasts for. */
final class SpannedWork {
  private SpannedWork() {}

  /**
   * Does the work, tells its result where the span is recorded, and ends the span. An exception is
   * a fault of the gateway: failures of the world are results.
   */
  static <T> T run(Span span, Supplier<T> work, BiConsumer<Span, T> telling) {
    try {
      T result = work.get();
      if (span.isRecording()) {
        telling.accept(span, result);
      }
      return result;
    } catch (RuntimeException | Error bug) {
      SpanAttributes.fail(span, bug.getClass().getSimpleName(), "a fault of the gateway itself");
      throw bug;
    } finally {
      span.end();
    }
  }
}
