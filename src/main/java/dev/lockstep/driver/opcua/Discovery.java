package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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

/**
 * Asks a server for its endpoints. The question is not secured, so nothing of the answer is
 * believed but what the trust list and the secure channel confirm: a forged answer can keep the
 * gateway out, but neither weaken its security nor stand in for the server.
 */
final class Discovery {
  private Discovery() {}

  /** What to call before anything is known of the server. */
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

  /** The endpoint that the address asks for, under the address's own host and port (NAT). */
  static EndpointDescription endpoint(Way unsecured, Address address, Deadline deadline)
      throws UnansweredException {
    GetEndpointsResponse response =
        unsecured
            .ask(
                new Way.Ask<>(
                    Session.NONE,
                    deadline,
                    GetEndpointsResponse.class,
                    header -> new GetEndpointsRequest(header, address.endpoint(), null, null)))
            .orThrow();
    EndpointDescription[] found = response.getEndpoints();
    List<EndpointDescription> offered =
        found == null ? List.of() : Arrays.stream(found).filter(Discovery::isTcp).toList();
    EndpointDescription wanted =
        offered.stream()
            .filter(each -> each.getSecurityMode() == address.mode())
            .filter(each -> address.policy().getUri().equals(each.getSecurityPolicyUri()))
            .findFirst()
            .orElseThrow(() -> new UnansweredException(notOffered(address, offered)));
    String host = EndpointUtil.getHost(address.endpoint());
    return EndpointUtil.updateUrl(wanted, host, EndpointUtil.getPort(address.endpoint()));
  }

  /** Checks the server's certificate, where the endpoint is secured. */
  static void trust(EndpointDescription endpoint, Trust trust) throws UnansweredException {
    if (endpoint.getSecurityMode() == MessageSecurityMode.None) {
      return;
    }
    try {
      byte[] chain = endpoint.getServerCertificate().bytesOrEmpty();
      trust.check(
          CertificateUtil.decodeCertificates(chain), endpoint.getServer().getApplicationUri());
    } catch (UaException broken) {
      throw new UnansweredException("the server's certificate cannot be read");
    }
  }

  private static boolean isTcp(EndpointDescription endpoint) {
    return Stack.TCP_UASC_UABINARY_TRANSPORT_URI.equals(endpoint.getTransportProfileUri());
  }

  private static String notOffered(Address address, List<EndpointDescription> offered) {
    String others =
        offered.stream()
            .map(each -> policy(each) + "/" + each.getSecurityMode())
            .distinct()
            .collect(Collectors.joining(", "));
    return "the server does not offer %s/%s, but %s"
        .formatted(address.policy(), address.mode(), others.isEmpty() ? "nothing" : others);
  }

  /** The policy's name, for people. */
  static String policy(EndpointDescription endpoint) {
    return SecurityPolicy.fromUriSafe(endpoint.getSecurityPolicyUri())
        .map(SecurityPolicy::name)
        .orElse("an unknown policy");
  }
}
