package dev.lockstep.driver.opcua;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/**
 * Chooses a server's endpoint and the user token policy on it (OPC 10000-4, 7.14 and 7.41) by what
 * a device asks for: its security policy and mode, and the kind of its user.
 *
 * <p>A token policy that names no security policy means the endpoint's own. So on an endpoint
 * without security it means that a password goes in clear: such a policy is taken only where the
 * server offers nothing that encrypts, and the device says {@code Insecure: true}.
 */
final class EndpointSelection {
  private static final List<SecurityPolicy> WEAKEST_FIRST =
      List.of(
          SecurityPolicy.None,
          SecurityPolicy.Basic128Rsa15,
          SecurityPolicy.Basic256,
          SecurityPolicy.Aes128_Sha256_RsaOaep,
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes256_Sha256_RsaPss);

  private final OpcUaAddress address;

  EndpointSelection(OpcUaAddress address) {
    this.address = address;
  }

  /** An endpoint and a token policy of it, with the security policy that the token is under. */
  private record Candidate(
      EndpointDescription endpoint, UserTokenPolicy token, SecurityPolicy policy) {

    boolean encrypts() {
      return policy != SecurityPolicy.None
          || endpoint.getSecurityMode() == MessageSecurityMode.SignAndEncrypt;
    }

    int strength() {
      return WEAKEST_FIRST.indexOf(policy);
    }
  }

  /**
   * The endpoint to use, with the one token policy to use on it and no other.
   *
   * @param offered the server's answer to GetEndpoints
   * @throws UnansweredException saying what is offered in place of what was asked for
   */
  EndpointDescription among(List<EndpointDescription> offered) throws UnansweredException {
    List<EndpointDescription> asked =
        offered.stream()
            .filter(each -> each.getSecurityMode() == address.mode())
            .filter(each -> address.policy().getUri().equals(each.getSecurityPolicyUri()))
            .toList();
    if (asked.isEmpty()) {
      throw new UnansweredException(notOffered(offered));
    }
    // The first of equals: a server puts first what it likes best.
    Candidate best =
        asked.stream()
            .flatMap(this::candidates)
            .max(Comparator.comparing(Candidate::encrypts).thenComparing(Candidate::strength))
            .orElseThrow(() -> new UnansweredException(noToken(asked, offered)));
    if (isPassword() && !best.encrypts()) {
      allowInClear(offered);
    }
    return narrowed(best);
  }

  private Stream<Candidate> candidates(EndpointDescription endpoint) {
    return tokens(endpoint)
        .filter(each -> each.getTokenType() == tokenType())
        .flatMap(
            each -> policy(endpoint, each).map(it -> new Candidate(endpoint, each, it)).stream());
  }

  /** Empty where this gateway does not speak the policy. */
  private static Optional<SecurityPolicy> policy(
      EndpointDescription endpoint, UserTokenPolicy token) {
    String own = Objects.requireNonNullElse(token.getSecurityPolicyUri(), "");
    String uri = own.isBlank() ? endpoint.getSecurityPolicyUri() : own;
    return SecurityPolicy.fromUriSafe(Objects.requireNonNullElse(uri, ""));
  }

  private static Stream<UserTokenPolicy> tokens(EndpointDescription endpoint) {
    UserTokenPolicy[] tokens = endpoint.getUserIdentityTokens();
    return tokens == null ? Stream.of() : Arrays.stream(tokens).filter(Objects::nonNull);
  }

  private UserTokenType tokenType() {
    return switch (address.identity()) {
      case UserIdentity.Anonymous anonymous -> UserTokenType.Anonymous;
      case UserIdentity.Named named -> UserTokenType.UserName;
      case UserIdentity.Certified certified -> UserTokenType.Certificate;
    };
  }

  private boolean isPassword() {
    return tokenType() == UserTokenType.UserName;
  }

  private void allowInClear(List<EndpointDescription> offered) throws UnansweredException {
    Optional<EndpointDescription> better =
        offered.stream()
            .filter(each -> candidates(each).anyMatch(Candidate::encrypts))
            .filter(each -> SecurityPolicy.fromUriSafe(each.getSecurityPolicyUri()).isPresent())
            .max(Comparator.comparingInt(each -> strength(each)));
    if (better.isPresent()) {
      String sentence =
          "the password would go over the wire in clear, though the server encrypts it at %s: set"
              + " SecurityPolicy: %s and SecurityMode: %s; nothing was sent";
      EndpointDescription other = better.get();
      throw new UnansweredException(
          sentence.formatted(named(other), policy(other), other.getSecurityMode()));
    }
    if (!address.insecure()) {
      throw new UnansweredException(
          "the server takes a password in clear only: it is sent so only with Insecure: true");
    }
  }

  private static int strength(EndpointDescription endpoint) {
    return SecurityPolicy.fromUriSafe(endpoint.getSecurityPolicyUri())
        .map(WEAKEST_FIRST::indexOf)
        .orElse(-1);
  }

  private static EndpointDescription narrowed(Candidate chosen) {
    EndpointDescription endpoint = chosen.endpoint();
    return new EndpointDescription(
        endpoint.getEndpointUrl(),
        endpoint.getServer(),
        endpoint.getServerCertificate(),
        endpoint.getSecurityMode(),
        endpoint.getSecurityPolicyUri(),
        new UserTokenPolicy[] {chosen.token()},
        endpoint.getTransportProfileUri(),
        endpoint.getSecurityLevel());
  }

  /** The policy by which a password is encrypted there; empty where none, or no password, is. */
  static Optional<SecurityPolicy> passwordPolicy(EndpointDescription selected) {
    return tokens(selected)
        .filter(each -> each.getTokenType() == UserTokenType.UserName)
        .flatMap(each -> policy(selected, each).stream())
        .filter(each -> each != SecurityPolicy.None)
        .findFirst();
  }

  /** Whether a password goes in clear there. */
  static boolean isInClear(EndpointDescription selected) {
    return selected.getSecurityMode() != MessageSecurityMode.SignAndEncrypt
        && tokens(selected).anyMatch(each -> each.getTokenType() == UserTokenType.UserName)
        && passwordPolicy(selected).isEmpty();
  }

  private String notOffered(List<EndpointDescription> offered) {
    return "the server does not offer %s/%s, but %s: set SecurityPolicy and SecurityMode to one of them"
        .formatted(address.policy(), address.mode(), named(offered));
  }

  private String noToken(List<EndpointDescription> asked, List<EndpointDescription> offered) {
    String kinds =
        asked.stream()
            .flatMap(EndpointSelection::tokens)
            .map(EndpointSelection::kind)
            .distinct()
            .collect(Collectors.joining(", "));
    List<EndpointDescription> others =
        offered.stream().filter(each -> candidates(each).findAny().isPresent()).toList();
    String elsewhere = others.isEmpty() ? "" : " (at %s it does)".formatted(named(others));
    String remedy =
        switch (address.identity()) {
          case UserIdentity.Anonymous anonymous ->
              "takes no anonymous user at %s%s, it takes %s: set User, or UserCertificate and"
                  + " UserKey";
          case UserIdentity.Named named ->
              "takes no user name at %s%s, it takes %s: leave User away, or allow user names on"
                  + " the server";
          case UserIdentity.Certified certified ->
              "takes no user certificate at %s%s, it takes %s: leave UserCertificate and UserKey"
                  + " away, or allow them on the server";
        };
    return "the server "
        + remedy.formatted(named(asked.getFirst()), elsewhere, kinds.isEmpty() ? "nothing" : kinds);
  }

  private static String kind(UserTokenPolicy token) {
    String uri = Objects.requireNonNullElse(token.getSecurityPolicyUri(), "");
    boolean unknown = !uri.isBlank() && SecurityPolicy.fromUriSafe(uri).isEmpty();
    return token.getTokenType() + (unknown ? " under " + uri + ", unknown here" : "");
  }

  private static String named(List<EndpointDescription> endpoints) {
    return endpoints.isEmpty()
        ? "nothing"
        : endpoints.stream()
            .map(EndpointSelection::named)
            .distinct()
            .collect(Collectors.joining(", "));
  }

  private static String named(EndpointDescription endpoint) {
    return policy(endpoint) + "/" + endpoint.getSecurityMode();
  }

  /** How a session at this endpoint is secured, for people. */
  static String security(EndpointDescription endpoint) {
    String channel =
        endpoint.getSecurityMode() == MessageSecurityMode.None
            ? "INSECURE"
            : policy(endpoint) + " " + endpoint.getSecurityMode();
    return isInClear(endpoint) ? channel + ", password in clear" : channel;
  }

  /** The policy's name, for people. */
  private static String policy(EndpointDescription endpoint) {
    return SecurityPolicy.fromUriSafe(
            Objects.requireNonNullElse(endpoint.getSecurityPolicyUri(), ""))
        .map(SecurityPolicy::name)
        .orElse("an unknown policy");
  }
}
