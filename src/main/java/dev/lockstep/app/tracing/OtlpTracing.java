package dev.lockstep.app.tracing;

import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.Journal;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.rest.client.CallObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Spans by OpenTelemetry's SDK, sent as OTLP over HTTP. The SDK is this gateway's own and no global
 * one: what libraries would trace by themselves stays untraced.
 */
public final class OtlpTracing implements Tracing {
  private static final String SCOPE = "dev.lockstep";
  private static final int LINKS_MAX = 8;
  private static final int ATTRIBUTES_MAX = 32;

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final SpanCounts counts;
  private final RequestSource source;
  private final TransactionContexts branches = new TransactionContexts();
  private final TransactionContexts coordinations = new TransactionContexts();

  /**
   * Who this gateway is.
   *
   * @param name of the gateway in the plant
   */
  public record Identity(String name, String version) {}

  /**
   * What the requests come from.
   *
   * @param clock wall clock, for their arrival
   * @param request that the thread at hand answers; null where it answers none
   */
  public record RequestSource(InstantSource clock, Supplier<@Nullable RoutingContext> request) {}

  /** TLS to the endpoint. */
  public record Encryption(SSLContext context, X509TrustManager trusted) {}

  private OtlpTracing(
      SpanExporter exporter, TracesConfig settings, Identity identity, RequestSource source) {
    SpanQueue queue = SpanQueue.start(exporter, settings);
    this.source = source;
    this.counts = queue.counts();
    this.provider =
        SdkTracerProvider.builder()
            .setResource(resource(identity))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.samplingRatio())))
            .setSpanLimits(limits())
            .addSpanProcessor(queue)
            .build();
    this.tracer = provider.get(SCOPE, identity.version());
  }

  /**
   * Begins to trace. The endpoint is not called before there is a span.
   *
   * @param encryption where it is not Java's own
   * @throws IllegalArgumentException where the file of headers cannot be used; the message is for
   *     people
   */
  public static OtlpTracing open(
      TracesConfig settings,
      Identity identity,
      RequestSource source,
      Optional<Encryption> encryption) {
    return new OtlpTracing(exporter(settings, encryption), settings, identity, source);
  }

  /** The same with another way out. */
  static OtlpTracing open(
      SpanExporter exporter, TracesConfig settings, Identity identity, RequestSource source) {
    return new OtlpTracing(exporter, settings, identity, source);
  }

  private static SpanExporter exporter(TracesConfig settings, Optional<Encryption> encryption) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint().toString())
            .setTimeout(settings.answerMax())
            .setConnectTimeout(settings.answerMax())
            .setRetryPolicy(null); // SpanQueue tries again
    encryption.ifPresent(each -> builder.setSslContext(each.context(), each.trusted()));
    settings.headersFile().map(HeadersFile::of).ifPresent(builder::setHeaders);
    return builder.build();
  }

  private static Resource resource(Identity identity) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            "lockstep",
            AttributeKey.stringKey("service.instance.id"),
            identity.name(),
            AttributeKey.stringKey("service.version"),
            identity.version()));
  }

  private static SpanLimits limits() {
    return SpanLimits.builder()
        .setMaxAttributeValueLength(SpanAttributes.TEXT_MAX)
        .setMaxNumberOfAttributes(ATTRIBUTES_MAX)
        .setMaxNumberOfLinks(LINKS_MAX)
        .build();
  }

  private Optional<RequestSpan> request() {
    return RequestSpan.of(source.request().get());
  }

  @Override
  public Optional<Consumer<RoutingContext>> requests() {
    return Optional.of(call -> RequestSpan.arrive(tracer, call, source.clock().instant()));
  }

  @Override
  public DecisionListener transactions(DecisionListener next) {
    return new TracedTransactions(next, tracer, branches, this::request);
  }

  @Override
  public Journal journal(Journal next) {
    return new TracedJournal(next, new WriteSpans(tracer, branches));
  }

  @Override
  public DeviceLinks.Metering devices(DeviceLinks.Metering next) {
    return (device, link) -> {
      var measured = next.metered(device, link);
      return new TracedLink(measured, tracer, new DevicePlace(device, measured));
    };
  }

  @Override
  public Executor carrying(Executor next) {
    return TracedWork.carrying(next);
  }

  @Override
  public CoordinationListener coordinations(CoordinationListener next) {
    return new TracedCoordinations(next, tracer, coordinations, this::request);
  }

  @Override
  public DecisionLog<CoordinationRecord> decisions(DecisionLog<CoordinationRecord> next) {
    return new TracedDecisionLog(next, new WriteSpans(tracer, coordinations));
  }

  @Override
  public ParticipantClient gateways(ParticipantClient next) {
    return new TracedGateways(next, coordinations);
  }

  @Override
  public CallObserver calls() {
    return new TracedCalls(tracer);
  }

  @Override
  public Optional<SpanCounts> counts() {
    return Optional.of(counts);
  }

  @Override
  public void close() {
    provider.close();
  }
}
