package dev.lockstep.app.tracing;

import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The span that each live transaction is worked on under, by its id. In memory alone: what a
 * restart takes up begins a trace of its own. Bounded: of too many the one that was not used for
 * longest is let go, and what follows of it is not traced. Thread-safe.
 */
final class TransactionContexts {
  private static final int MOST = 20_000;

  private final Map<TransactionId, Traced> byId =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Traced> eldest) {
          return size() > MOST;
        }
      };

  /**
   * A transaction.
   *
   * @param request whether the span is a request's, and not that of a retry or an inquiry
   * @param done what was done for it under this span, by words of its owner
   */
  private record Traced(Context context, boolean request, Set<String> done) {
    boolean waitsForItsAnswer() {
      return request && Span.fromContext(context).isRecording();
    }
  }

  synchronized Optional<Context> find(TransactionId id) {
    return Optional.ofNullable(byId.get(id)).map(Traced::context);
  }

  /**
   * From now on the transaction is worked on under this request's span, unless it is under that of
   * another request which is not answered yet: then this one repeats it. Linked to the span before,
   * where that is another one.
   */
  synchronized void enter(TransactionId id, Context next) {
    Optional<Traced> before = Optional.ofNullable(byId.get(id));
    if (before.filter(Traced::waitsForItsAnswer).isEmpty()) {
      byId.put(id, new Traced(next, true, new HashSet<>()));
    }
    Span span = Span.fromContext(next);
    before
        .map(each -> Span.fromContext(each.context()))
        .filter(each -> each != span)
        .ifPresent(each -> span.addLink(each.getSpanContext()));
  }

  /** From now on the transaction is worked on under this span, which no request began. */
  synchronized void replace(TransactionId id, Context next) {
    byId.put(id, new Traced(next, false, new HashSet<>()));
  }

  /** Whether this is done for the first time since the transaction is worked on under its span. */
  synchronized boolean first(TransactionId id, String what) {
    Traced known = byId.get(id);
    return known != null && known.done().add(what);
  }

  synchronized void leave(TransactionId id) {
    byId.remove(id);
  }
}
