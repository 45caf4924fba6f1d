package dev.lockstep.app.start;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Netty's client on Java's own TLS, in a native image: {@link NettyClientTls} makes it. */
@TargetClass(className = "io.netty.handler.ssl.JdkSslClientContext")
final class NettyClientContext {
  @Alias
  @SuppressWarnings("unused")
  NettyClientContext(
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
      @Nullable SecureRandom random,
      @Nullable String keyStoreType,
      @Nullable String endpointIdentification,
      NettyResumption resumption)
      throws SSLException {}
}
