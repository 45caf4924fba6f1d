package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.GetEndpointsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.GetEndpointsResponse;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.jspecify.annotations.Nullable;

/**
 * The Discovery service GetEndpoints (OPC 10000-4, 5.5.4). It is not secured, so only that of the
 * answer is used which the trust list and the secure channel confirm afterwards: a forged answer
 * can keep the gateway from connecting, but neither weaken its security nor impersonate the server.
 */
final class Discovery {
  private static final ByteString NONE = ByteString.NULL_VALUE;

  private Discovery() {}

  /** The endpoint to call before anything is known of the server. */
  static EndpointDescription unsecured(String url) {
    return new EndpointDescription(
        url,
        null,
        ByteString.NULL_VALUE,
        MessageSecurityMode.None,
        SecurityPolicy.None.getUri(),
        null,
        Stack.TCP_UASC_UABINARY_TRANSPORT_URI,
        Unsigned.ubyte(0));
  }

  /** The endpoint that the address asks for, with the host and port of the address (NAT). */
  static EndpointDescription endpoint(
      SecureChannelConnection unsecured, DeviceServer server, Deadline deadline)
      throws UnansweredException {
    OpcUaAddress address = server.address();
    GetEndpointsResponse response =
        unsecured
            .ask(
                new SecureChannelConnection.Ask<>(
                    OpcUaSession.NONE,
                    deadline,
                    GetEndpointsResponse.class,
                    header -> new GetEndpointsRequest(header, address.endpoint(), null, null)))
            .orThrow();
    EndpointDescription[] found = response.getEndpoints();
    List<EndpointDescription> offered =
        found == null
            ? List.of()
            : Arrays.stream(found).filter(Objects::nonNull).filter(Discovery::isTcp).toList();
    identify(server, offered);
    EndpointDescription wanted = new EndpointSelection(address).among(offered);
    String host = EndpointUtil.getHost(address.endpoint());
    return EndpointUtil.updateUrl(wanted, host, EndpointUtil.getPort(address.endpoint()));
  }

  /** First checks that it is the right server: what another one offers means nothing. */
  private static void identify(DeviceServer server, List<EndpointDescription> offered)
      throws UnansweredException {
    Optional<EndpointDescription> shown =
        offered.stream()
            .filter(each -> !Objects.requireNonNullElse(each.getServerCertificate(), NONE).isNull())
            .findFirst()
            .or(() -> offered.stream().findFirst());
    if (shown.isPresent()) {
      EndpointDescription first = shown.get();
      server.check(first.getServer(), chain(first.getServerCertificate()));
    }
  }

  /**
   * The server's certificate, and those of its issuers that it sent with it.
   *
   * @return empty where it shows none
   */
  static List<X509Certificate> chain(@Nullable ByteString encoded) throws UnansweredException {
    if (encoded == null || encoded.isNullOrEmpty()) {
      return List.of();
    }
    try {
      return CertificateUtil.decodeCertificates(encoded.bytesOrEmpty());
    } catch (UaException broken) {
      throw new UnansweredException(
          "the server's certificate cannot be read: make a new one on the server",
          broken.getStatusCode());
    }
  }

  private static boolean isTcp(EndpointDescription endpoint) {
    return Stack.TCP_UASC_UABINARY_TRANSPORT_URI.equals(endpoint.getTransportProfileUri());
  }
}
