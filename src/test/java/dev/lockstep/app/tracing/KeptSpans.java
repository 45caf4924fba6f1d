package dev.lockstep.app.tracing;

import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
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

  /** Spans by this one are kept as soon as they end. */
  Tracer tracer() {
    return SdkTracerProvider.builder()
        .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
        .addSpanProcessor(SimpleSpanProcessor.create(this))
        .build()
        .get("test");
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

  /** Trace and span, as {@link #linked} has them. */
  static String key(SpanData span) {
    return span.getTraceId() + span.getSpanId();
  }

  /** The spans that this one is linked to. */
  static List<String> linked(SpanData span) {
    return span.getLinks().stream()
        .map(LinkData::getSpanContext)
        .map(context -> context.getTraceId() + context.getSpanId())
        .toList();
  }

  static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }
}
