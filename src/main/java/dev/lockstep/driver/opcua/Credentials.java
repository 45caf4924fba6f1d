package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.SignedIdentityToken;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.identity.X509IdentityProvider;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/** The user identity token of one device (OPC 10000-4, 7.40). */
final class Credentials {
  private final DeviceName device;
  private final UserIdentity identity;
  private final DevicePasswords passwords;

  Credentials(DeviceName device, UserIdentity identity, DevicePasswords passwords) {
    this.device = device;
    this.identity = identity;
    this.passwords = passwords;
  }

  /**
   * @param nonce of the server, which makes the proof good for one activation
   */
  SignedIdentityToken token(
      EndpointDescription endpoint, ByteString nonce, CertificateValidator validator)
      throws UnansweredException {
    try {
      return provider(validator).getIdentityToken(endpoint, nonce);
    } catch (UnansweredException known) {
      throw known;
    } catch (UaException known) {
      String sentence = "what proves the user cannot be made: %s (%s)";
      throw new UnansweredException(
          sentence.formatted(StatusName.of(known.getStatusCode()), known.getMessage()));
    } catch (Exception failed) { // Milo declares no less
      throw new UnansweredException("what proves the user cannot be made: " + failed.getMessage());
    }
  }

  /**
   * Checks that the password or the user's certificate is there, before a session is created.
   *
   * @throws UnansweredException naming what is missing here
   */
  void check() throws UnansweredException {
    provider(new CertificateValidator.InsecureCertificateValidator());
  }

  private IdentityProvider provider(CertificateValidator validator) throws UnansweredException {
    return switch (identity) {
      case UserIdentity.Anonymous anonymous -> new AnonymousProvider();
      case UserIdentity.Named named -> {
        String fault =
            "no password is configured: put it into %s.password in lockstep.secrets.folder";
        String password =
            passwords
                .of(device)
                .orElseThrow(() -> new UnansweredException(fault.formatted(device)));
        // The one token policy that the endpoint was selected with.
        yield new UsernameProvider(named.user(), password, validator);
      }
      case UserIdentity.Certified certified -> {
        try {
          yield new X509IdentityProvider(
              OwnCertificate.certificate(certified.certificate()),
              OwnCertificate.key(certified.key()));
        } catch (IOException | GeneralSecurityException | UaException unreadable) {
          String fault = "the user certificate %s or its key %s cannot be read: %s";
          throw new UnansweredException(
              fault.formatted(certified.certificate(), certified.key(), unreadable.getMessage()));
        }
      }
    };
  }
}
