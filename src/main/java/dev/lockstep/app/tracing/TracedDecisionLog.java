package dev.lockstep.app.tracing;

import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OtherRequestException;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Optional;

/** A decision log whose proposals are spans: how long a coordination waits for its commit point. */
record TracedDecisionLog(DecisionLog<CoordinationRecord> next, WriteSpans spans)
    implements DecisionLog<CoordinationRecord> {
  @Override
  public CoordinationRecord decide(String id, CoordinationRecord proposal)
      throws JournalUnavailableException, OtherRequestException {
    String state = proposal.coordination().name().name();
    Span span = spans.begin("decision log", new TransactionId(id), state);
    try {
      CoordinationRecord stands = next.decide(id, proposal);
      stands
          .coordination()
          .decision()
          .ifPresent(ruling -> span.setAttribute(SpanAttributes.VERDICT, ruling.verdict().name()));
      return stands;
    } catch (JournalUnavailableException fault) {
      // It may be found after a restart all the same.
      span.setAttribute(SpanAttributes.OUTCOME, LinkResults.UNKNOWN);
      throw fault;
    } catch (OtherRequestException other) {
      SpanAttributes.fail(span, "OTHER_COMMANDS", "");
      throw other;
    } finally {
      span.end();
    }
  }

  @Override
  public Optional<String> oversize(CoordinationRecord begun) {
    return next.oversize(begun);
  }

  @Override
  public boolean elsewhere(String id) {
    return next.elsewhere(id);
  }

  @Override
  public void onLeft(Runnable look) {
    next.onLeft(look);
  }

  @Override
  public void closeLazily(CoordinationRecord last) {
    next.closeLazily(last);
  }

  @Override
  public Optional<CoordinationRecord> find(String id) throws JournalUnavailableException {
    return next.find(id);
  }

  @Override
  public List<String> gaps() {
    return next.gaps();
  }

  @Override
  public List<String> open() throws JournalUnavailableException {
    return next.open();
  }

  @Override
  public Optional<String> planless(String id) throws JournalUnavailableException {
    return next.planless(id);
  }

  @Override
  public boolean keepsForPeople() {
    return next.keepsForPeople();
  }

  @Override
  public void forget(String id) throws JournalUnavailableException {
    next.forget(id);
  }

  @Override
  public Page<CoordinationRecord> page(String after, int limit) throws JournalUnavailableException {
    return next.page(after, limit);
  }

  @Override
  public void close() {
    next.close();
  }
}
