package dev.lockstep.app.security;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust manager (JSSE) that asks for whom to trust at each handshake, so that a trust store that
 * was reloaded counts from the next connection on. Names of hosts are compared by the one that is
 * asked.
 */
final class OutboundTrust extends X509ExtendedTrustManager {
  private final Supplier<X509ExtendedTrustManager> trusted;

  OutboundTrust(Supplier<X509ExtendedTrustManager> trusted) {
    this.trusted = trusted;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    trusted.get().checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    trusted.get().checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    trusted.get().checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw noServer();
  }

  private static CertificateException noServer() {
    return new CertificateException("this side makes calls and takes none");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trusted.get().getAcceptedIssuers();
  }
}
