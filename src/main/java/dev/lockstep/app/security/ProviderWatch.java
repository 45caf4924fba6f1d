package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.OidcConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the OpenID provider: whether it answers, and as whom. Looks at the start without
 * holding it up, often while something is wrong, seldom else. Where no issuer is configured there
 * is neither a thread nor a connection. Thread-safe.
 */
@Singleton
public final class ProviderWatch {
  private static final Logger LOG = Logger.getLogger(ProviderWatch.class);
  private static final int SELDOM = 10;
  private static final int CAUSES_MAX = 10;

  private final OidcConfig keys;
  private final TlsConfigurationRegistry registry;
  private @Nullable ScheduledThreadPoolExecutor watch;
  private @Nullable HttpClient client;
  private @Nullable ScheduledFuture<?> next;
  private volatile Optional<String> fault = Optional.empty();
  private volatile Optional<ProviderMetadata> metadata = Optional.empty();

  @Inject
  ProviderWatch(GatewayConfig config, TlsConfigurationRegistry registry) {
    this.keys = config.oidc();
    this.registry = registry;
  }

  /** Why no one can sign in there now, with the remedy; empty where all is well, or it is off. */
  public Optional<String> fault() {
    return fault;
  }

  /** The issuer that is configured, for the record of a start; empty where it is off. */
  public String issuer() {
    return keys.issuer().map(URI::toString).orElse("");
  }

  /** What the provider said of itself last. */
  Optional<ProviderMetadata> metadata() {
    return metadata;
  }

  /**
   * Looks from now on.
   *
   * @throws StartFailureException where the client's secret cannot be used
   */
  public synchronized void start() {
    if (keys.issuer().isEmpty()) {
      return;
    }
    var unused = TokenTenants.secret(keys);
    client = made();
    watch =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("lockstep-provider").daemon(true).factory());
    watch.setRemoveOnCancelPolicy(true);
    schedule(Duration.ZERO);
  }

  private HttpClient made() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(keys.answerMax());
    registry.get(TokenTenants.TLS).ifPresent(tls -> builder.sslContext(context(tls)));
    return builder.build();
  }

  private static SSLContext context(TlsConfiguration tls) {
    try {
      return tls.createSSLContext();
    } catch (Exception unusable) { // the registry says no more
      throw new StartFailureException("quarkus.tls.oidc: " + unusable.getMessage());
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (watch != null) {
      watch.shutdownNow();
    }
  }

  private synchronized void schedule(Duration in) {
    HttpClient asking = client;
    if (watch != null && asking != null && !watch.isShutdown()) {
      next = watch.schedule(() -> look(asking), in.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look(HttpClient asking) {
    try {
      found(ProviderMetadata.ask(asking, keys));
    } catch (ProviderSilentException silent) {
      told(String.valueOf(silent.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException bug) { // the outermost frame: the next look must come
      LOG.error("identity provider: a fault of the gateway itself", bug);
      told("a fault of the gateway itself, see the log");
    }
    schedule(fault.isPresent() ? keys.retryEvery() : keys.retryEvery().multipliedBy(SELDOM));
  }

  private void found(ProviderMetadata answered) {
    if (metadata.isEmpty() || fault.isPresent()) {
      LOG.infof("identity provider: %s answers", keys.issuer().orElseThrow());
    }
    metadata = Optional.of(answered);
    fault = Optional.empty();
  }

  private void told(String found) {
    Optional<String> sentence =
        Optional.of(
            "identity provider: %s (meanwhile only users of the file and certificates are let in)"
                .formatted(found));
    if (!sentence.equals(fault)) {
      LOG.warn(sentence.get());
    }
    fault = sentence;
  }

  /**
   * Whether the provider's silence is why something could not be verified. Then it is looked at
   * soon, so that health knows.
   */
  boolean silent(Throwable why) {
    @Nullable Throwable cause = why;
    for (int each = 0; cause != null && each < CAUSES_MAX; each++, cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        lookSoon();
        return true;
      }
    }
    return fault.isPresent();
  }

  /** At most once for each look that is due: what is queued already comes soon enough. */
  private synchronized void lookSoon() {
    ScheduledFuture<?> queued = next;
    if (queued != null
        && queued.getDelay(TimeUnit.MILLISECONDS) > keys.retryEvery().toMillis()
        && queued.cancel(false)) {
      schedule(Duration.ZERO);
    }
  }

  /** What a caller is told who cannot be verified now. */
  RequestRefusedException refusal() {
    return new RequestRefusedException(
            ProblemType.PROVIDER_UNAVAILABLE,
            "the identity provider %s cannot be asked now; users of the file and certificates are let in, and health says what is wrong"
                .formatted(issuer()))
        .retryAfter(keys.retryEvery());
  }
}
