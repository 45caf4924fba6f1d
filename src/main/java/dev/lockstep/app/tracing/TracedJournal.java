package dev.lockstep.app.tracing;

import dev.lockstep.journal.Entry;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.UncertainWriteException;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A journal whose forced writes are spans: how long a transaction waits for its fsync. */
record TracedJournal(Journal next, Tracer tracer, TransactionContexts contexts) implements Journal {
  @Override
  public void append(Entry entry) throws JournalUnavailableException {
    Optional<Context> parent = contexts.find(entry.id());
    if (parent.isEmpty()) {
      next.append(entry);
      return;
    }
    Span span =
        tracer
            .spanBuilder("journal append")
            .setParent(parent.get())
            .setAttribute(SpanAttributes.TRANSACTION, entry.id().value())
            .setAttribute(SpanAttributes.STATE, entry.next().name().name())
            .startSpan();
    try {
      next.append(entry);
    } catch (UncertainWriteException slow) {
      span.setAttribute(SpanAttributes.OUTCOME, LinkResults.UNKNOWN);
      throw slow;
    } catch (JournalUnavailableException fault) {
      SpanAttributes.fail(span, "JOURNAL_UNAVAILABLE", "");
      throw fault;
    } finally {
      span.end();
    }
  }

  @Override
  public void appendLazily(Entry entry) {
    next.appendLazily(entry);
  }

  @Override
  public State find(TransactionId id) throws JournalUnavailableException {
    return next.find(id);
  }

  @Override
  public List<String> gaps() {
    return next.gaps();
  }

  @Override
  public Found atStart() throws JournalUnavailableException {
    return next.atStart();
  }

  @Override
  public Duration remembers() throws JournalUnavailableException {
    return next.remembers();
  }

  @Override
  public List<String> troubles() {
    return next.troubles();
  }

  @Override
  public void close() {
    next.close();
  }
}
