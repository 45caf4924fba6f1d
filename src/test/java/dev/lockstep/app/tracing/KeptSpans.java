package dev.lockstep.app.tracing;

import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An exporter that keeps what it is given. */
final class KeptSpans implements SpanExporter {
  private final List<SpanData> kept = new CopyOnWriteArrayList<>();

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    kept.addAll(spans);
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  List<SpanData> all() {
    return kept;
  }

  /** Waits for the first span of that name. */
  SpanData one(String name) {
    return several(name, 1).getFirst();
  }

  /** Waits for so many spans of that name. */
  List<SpanData> several(String name, int least) {
    await(name)
        .until(() -> kept.stream().filter(each -> each.getName().equals(name)).count() >= least);
    return kept.stream().filter(each -> each.getName().equals(name)).toList();
  }

  static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }
}
