package dev.lockstep.app.tracing;

import dev.lockstep.journal.Entry;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.UncertainWriteException;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.List;

/** A journal whose forced writes are spans: how long a transaction waits for its fsync. */
record TracedJournal(Journal next, WriteSpans spans) implements Journal {
  @Override
  public void append(Entry entry) throws JournalUnavailableException {
    Span span = spans.begin("journal append", entry.id(), entry.next().name().name());
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
