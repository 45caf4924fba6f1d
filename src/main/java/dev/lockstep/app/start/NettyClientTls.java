package dev.lockstep.app.start;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * In a native image a Netty client's TLS is always Java's own. Quarkus sees to that where Netty's
 * builder came by up to now; the Netty that we take comes by here, and would lead on into OpenSSL,
 * which is not there: native-image refuses that. A JVM never loads these classes.
 */
@TargetClass(className = "io.netty.handler.ssl.SslContext")
final class NettyClientTls {
  private NettyClientTls() {}

  /** As Netty's own, without the providers that are not there. */
  @Substitute
  @SuppressWarnings("unused")
  static SslContext newClientContextInternal(
      @Nullable SslProvider provider,
      @Nullable Provider sslContextProvider,
      X509Certificate @Nullable [] trusted,
      @Nullable TrustManagerFactory trust,
      X509Certificate @Nullable [] chain,
      @Nullable PrivateKey key,
      @Nullable String password,
      @Nullable KeyManagerFactory keys,
      @Nullable Iterable<String> ciphers,
      CipherSuiteFilter cipherFilter,
      @Nullable ApplicationProtocolConfig protocolChoice,
      String @Nullable [] protocols,
      long sessionCacheSize,
      long sessionTimeout,
      boolean enableOcsp,
      boolean ofOpenSsl,
      @Nullable SecureRandom random,
      @Nullable String keyStoreType,
      @Nullable String endpointIdentification,
      Map.Entry<SslContextOption<?>, Object>[] options)
      throws SSLException {
    if (enableOcsp) {
      throw new IllegalArgumentException("OCSP is not supported by Java's own TLS");
    }
    return (SslContext)
        (Object)
            new NettyClientContext(
                sslContextProvider,
                trusted,
                trust,
                chain,
                key,
                password,
                keys,
                ciphers,
                cipherFilter,
                protocolChoice,
                protocols,
                sessionCacheSize,
                sessionTimeout,
                random,
                keyStoreType,
                endpointIdentification,
                new NettyResumption());
  }
}
