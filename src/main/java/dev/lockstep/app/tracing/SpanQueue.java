package dev.lockstep.app.tracing;

import dev.lockstep.device.PrintableText;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Queue of ended spans, sent by one thread. The thread that ends a span never waits: where the
 * queue is full the span is dropped and counted. Thread-safe.
 *
 * <p>The SDK's own processor counts what it drops only in its own kind of metric, and logs each
 * failure; here an endpoint that is away is one line, and one more when it is back.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.traces");
  private static final int FAULT_MAX = 200;
  private static final int BATCH_MAX = 512;
  private static final int ATTEMPTS = 3;
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);

  private final BlockingQueue<ReadableSpan> waiting;
  private final SpanExporter exporter;
  private final String endpoint;
  private final TracesConfig settings;
  private final SpanCounts counts = new SpanCounts();
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private boolean away;

  private SpanQueue(SpanExporter exporter, TracesConfig settings) {
    this.waiting = new ArrayBlockingQueue<>(settings.queueMax());
    this.exporter = exporter;
    this.endpoint = settings.endpoint().toString();
    this.settings = settings;
    this.thread = Thread.ofPlatform().name("lockstep-traces").daemon().unstarted(this::run);
  }

  static SpanQueue start(SpanExporter exporter, TracesConfig settings) {
    SpanQueue queue = new SpanQueue(exporter, settings);
    queue.thread.start();
    return queue;
  }

  SpanCounts counts() {
    return counts;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (closing()) {
      counts.count(SpanCounts.Fate.NOT_TAKEN, 1);
    } else if (!waiting.offer(span)) {
      counts.count(SpanCounts.Fate.QUEUE_FULL, 1);
    }
  }

  private boolean closing() {
    return closing.getCount() == 0;
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  private void run() {
    try {
      while (!closing() || !waiting.isEmpty()) {
        List<ReadableSpan> batch = batch();
        if (!batch.isEmpty()) {
          send(batch.stream().map(ReadableSpan::toSpanData).toList());
        }
      }
    } catch (InterruptedException stopped) {
      counts.count(SpanCounts.Fate.NOT_TAKEN, waiting.size());
    } catch (RuntimeException | Error bug) {
      closing.countDown();
      LOG.error("traces are not sent any more, for a fault of the gateway itself", bug);
    }
  }

  /** The first one waits for others; empty where none came. */
  private List<ReadableSpan> batch() throws InterruptedException {
    List<ReadableSpan> batch = new ArrayList<>();
    ReadableSpan first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      Duration left = settings.exportEvery();
      while (left.isPositive() && waiting.size() < BATCH_MAX && !paused(least(left))) {
        left = left.minus(LOOK);
      }
      waiting.drainTo(batch, BATCH_MAX - 1);
    }
    return batch;
  }

  private static Duration least(Duration left) {
    return left.compareTo(LOOK) < 0 ? left : LOOK;
  }

  /** Whether it is to be closed instead of waiting so long. */
  private boolean paused(Duration pause) throws InterruptedException {
    return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send(List<SpanData> batch) throws InterruptedException {
    String fault = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      CompletableResultCode result =
          exporter.export(batch).join(settings.answerMax().toMillis(), TimeUnit.MILLISECONDS);
      if (result.isSuccess()) {
        counts.count(SpanCounts.Fate.EXPORTED, batch.size());
        back();
        return;
      }
      fault = fault(result);
      if (attempt == ATTEMPTS || paused(PAUSE.multipliedBy(attempt))) {
        break;
      }
    }
    counts.count(SpanCounts.Fate.NOT_TAKEN, batch.size());
    away(fault);
  }

  /** A refusal has no words of its own, what failed on the way has those of its cause. */
  private static String fault(CompletableResultCode result) {
    Throwable failure = result.getFailureThrowable();
    if (failure == null) {
      return "no answer in time";
    }
    Throwable cause = failure.getCause();
    return cause == null
        ? "it refused them"
        : PrintableText.line(
            cause.getClass().getSimpleName() + ": " + cause.getMessage(), FAULT_MAX);
  }

  private void away(String fault) {
    if (!away) {
      LOG.warnf(
          "traces: %s does not take spans (%s); they are dropped and counted until it does, and nothing else waits for it (lockstep.traces.endpoint)",
          endpoint, fault);
    }
    away = true;
  }

  private void back() {
    if (away) {
      LOG.infof("traces: %s takes spans again", endpoint);
    }
    away = false;
  }

  /** Sends what waits, for a moment; the rest is dropped. */
  @Override
  public CompletableResultCode shutdown() {
    closing.countDown();
    try {
      if (!thread.join(CLOSED_WITHIN)) {
        thread.interrupt();
        thread.join(CLOSED_WITHIN);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return exporter.shutdown();
  }
}
