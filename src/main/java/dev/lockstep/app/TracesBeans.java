package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.tracing.OtlpTracing;
import dev.lockstep.app.tracing.SpanCounts;
import dev.lockstep.app.tracing.TracesConfig;
import dev.lockstep.app.tracing.Tracing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.KeyStore;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** CDI producer of the traces, and the route by which each request is seen. */
@Singleton
final class TracesBeans {
  private static final String TLS = "traces";

  /** Behind authentication and what stands before it, before every answer. */
  private static final int ROUTE = -50;

  /**
   * Off, nothing is made.
   *
   * @param meters made first, because it clears what an earlier run in the same process counted
   */
  @Produces
  @Singleton
  Tracing tracing(
      Settings settings,
      SystemTime time,
      CurrentVertxRequest requests,
      TlsConfigurationRegistry registry,
      Vertx vertx,
      GatewayMetrics meters,
      MeterRegistry meterRegistry) {
    TracesConfig traces = settings.config().traces();
    if (!traces.enabled()) {
      return Tracing.OFF;
    }
    OtlpTracing tracing = open(settings, time, current(requests), encryption(registry, vertx));
    tracing.counts().ifPresent(counts -> watch(counts, meterRegistry));
    return tracing;
  }

  private static OtlpTracing open(
      Settings settings,
      SystemTime time,
      Supplier<@Nullable RoutingContext> requests,
      Optional<OtlpTracing.Encryption> encryption) {
    TracesConfig traces = settings.config().traces();
    try {
      return OtlpTracing.open(
          traces,
          new OtlpTracing.Identity(settings.gateway(), Version.number()),
          new OtlpTracing.RequestSource(() -> time.now().wall(), requests),
          encryption);
    } catch (IllegalArgumentException unusable) {
      throw StartFailureException.value(
          "lockstep.traces.headers-file",
          traces.headersFile().map(Object::toString).orElse(""),
          String.valueOf(unusable.getMessage()));
    }
  }

  private static Supplier<@Nullable RoutingContext> current(CurrentVertxRequest requests) {
    return () -> Arc.container().requestContext().isActive() ? requests.getCurrent() : null;
  }

  /** Java's own where nothing is configured. */
  private static Optional<OtlpTracing.Encryption> encryption(
      TlsConfigurationRegistry registry, Vertx vertx) {
    return registry.get(TLS).map(tls -> encryption(tls, vertx));
  }

  private static OtlpTracing.Encryption encryption(TlsConfiguration tls, Vertx vertx) {
    try {
      return new OtlpTracing.Encryption(tls.createSSLContext(), trusted(tls, vertx));
    } catch (Exception unusable) { // the registry says no more
      throw new StartFailureException("quarkus.tls.traces: " + unusable.getMessage());
    }
  }

  private static X509TrustManager trusted(TlsConfiguration tls, Vertx vertx) throws Exception {
    TrustManagerFactory factory;
    if (tls.getTrustStoreOptions() == null) {
      factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
    } else {
      factory = tls.getTrustStoreOptions().getTrustManagerFactory(vertx);
    }
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new IllegalArgumentException("no certificate is trusted");
  }

  private static void watch(SpanCounts counts, MeterRegistry registry) {
    for (SpanCounts.Fate fate : SpanCounts.Fate.values()) {
      FunctionCounter.builder("lockstep.traces.spans", counts, each -> each.count(fate))
          .description("spans by what became of them: sent, or dropped and why")
          .tag("fate", fate.name())
          .register(registry);
    }
  }

  void close(@Disposes Tracing tracing) {
    tracing.close();
  }

  void open(@Observes Router router, Tracing tracing) {
    tracing
        .requests()
        .ifPresent(
            seen ->
                router
                    .route()
                    .order(ROUTE)
                    .handler(
                        call -> {
                          seen.accept(call);
                          call.next();
                        }));
  }
}
