package dev.lockstep.app.security;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Key manager (JSSE) that shows this process's client certificate to the servers that it is for. To
 * any other that asks it shows none: a certificate names its owner. Asked for at each handshake, so
 * that a certificate that was reloaded counts from the next connection on.
 */
final class OutboundCertificate extends X509ExtendedKeyManager {
  private final Supplier<X509ExtendedKeyManager> keys;
  private final OutboundOrigins origins;

  OutboundCertificate(Supplier<X509ExtendedKeyManager> keys, OutboundOrigins origins) {
    this.keys = keys;
    this.origins = origins;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
    return origins.cover(engine.getPeerHost(), engine.getPeerPort())
        ? keys.get().chooseEngineClientAlias(types, issuers, engine)
        : null;
  }

  /** None: the HTTP client speaks TLS by engines alone. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return keys.get().getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return keys.get().getPrivateKey(alias);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return keys.get().getClientAliases(type, issuers);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
