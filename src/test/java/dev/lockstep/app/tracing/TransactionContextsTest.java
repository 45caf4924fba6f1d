package dev.lockstep.app.tracing;

import static dev.lockstep.app.tracing.KeptSpans.linked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;

/** Under which span a transaction is worked on. */
class TransactionContextsTest {
  private static final TransactionId ID = new TransactionId("t1");

  private final KeptSpans spans = new KeptSpans();
  private final Tracer tracer = spans.tracer();
  private final TransactionContexts contexts = new TransactionContexts();

  private Context begin(String name) {
    return Context.root().with(tracer.spanBuilder(name).setNoParent().startSpan());
  }

  private static void end(Context context) {
    Span.fromContext(context).end();
  }

  @Test
  void requestAfterTheLastOneWasAnsweredIsLinkedToItAndTakesOver() {
    Context prepare = begin("prepare");
    contexts.enter(ID, prepare);
    end(prepare);
    Context commit = begin("commit");
    contexts.enter(ID, commit);
    end(commit);

    assertThat(contexts.find(ID)).containsSame(commit);
    assertThat(linked(spans.one("prepare"))).isEmpty();
    assertThat(linked(spans.one("commit"))).containsExactly(KeptSpans.key(spans.one("prepare")));
  }

  /** The first one's answer is what it waits for, too. */
  @Test
  void repeatThatComesWhileTheFirstIsAnsweredIsLinkedAndDoesNotTakeOver() {
    Context first = begin("first");
    contexts.enter(ID, first);
    Context repeat = begin("repeat");
    contexts.enter(ID, repeat);

    assertThat(contexts.find(ID)).containsSame(first);
    end(first);
    end(repeat);
    assertThat(linked(spans.one("repeat"))).containsExactly(KeptSpans.key(spans.one("first")));
  }

  /** An inquiry may wait for a silent coordinator for long, and its decision comes meanwhile. */
  @Test
  void requestTakesOverFromARetryOrAnInquiryThatHasNotEnded() {
    Context inquiry = begin("ask coordinator");
    contexts.replace(ID, inquiry);
    Context commit = begin("commit");
    contexts.enter(ID, commit);

    assertThat(contexts.find(ID)).containsSame(commit);
    end(inquiry);
    end(commit);
    assertThat(linked(spans.one("commit")))
        .containsExactly(KeptSpans.key(spans.one("ask coordinator")));
  }

  @Test
  void requestIsNotLinkedToItself() {
    Context execute = begin("execute");
    contexts.enter(ID, execute);
    contexts.enter(ID, execute);
    end(execute);

    assertThat(linked(spans.one("execute"))).isEmpty();
  }

  @Test
  void ofTooManyTheOneThatWasNotUsedForLongestIsLetGo() {
    Context any = begin("any");
    TransactionId used = new TransactionId("used");
    contexts.enter(ID, any);
    contexts.enter(used, any);
    for (int each = 2; each < 20_000; each++) {
      contexts.enter(new TransactionId("n" + each), any);
    }
    assertThat(contexts.find(used)).isPresent();
    contexts.enter(new TransactionId("one-more"), any);

    assertThat(contexts.find(ID)).isEmpty();
    assertThat(contexts.find(used)).isPresent();
  }

  @Test
  void whatIsToldAgainUnderTheSameSpanIsNotTheFirst() {
    assertThat(contexts.first(ID, "commit a")).as("not traced").isFalse();
    contexts.enter(ID, begin("request"));

    assertThat(contexts.first(ID, "commit a")).isTrue();
    assertThat(contexts.first(ID, "commit b")).isTrue();
    assertThat(contexts.first(ID, "commit a")).isFalse();
    contexts.replace(ID, begin("retry"));
    assertThat(contexts.first(ID, "commit a")).isTrue();
  }
}
