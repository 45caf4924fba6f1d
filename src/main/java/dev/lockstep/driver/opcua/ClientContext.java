package dev.lockstep.driver.opcua;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.transport.client.ClientApplicationContext;

/** The two parties of one secure channel, as Milo's transport asks for them. */
record ClientContext(
    EndpointDescription endpoint,
    OwnCertificate own,
    CertificateValidator validator,
    UInteger requestTimeout)
    implements ClientApplicationContext {

  @Override
  public EndpointDescription getEndpoint() {
    return endpoint;
  }

  @Override
  public Optional<KeyPair> getKeyPair() {
    return Optional.of(own.keys());
  }

  @Override
  public Optional<X509Certificate> getCertificate() {
    return Optional.of(own.certificate());
  }

  @Override
  public Optional<X509Certificate[]> getCertificateChain() {
    return Optional.of(new X509Certificate[] {own.certificate()});
  }

  @Override
  public CertificateValidator getCertificateValidator() {
    return validator;
  }

  @Override
  public EncodingContext getEncodingContext() {
    return DefaultEncodingContext.INSTANCE;
  }

  @Override
  public UInteger getRequestTimeout() {
    return requestTimeout;
  }
}
