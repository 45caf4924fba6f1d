package dev.lockstep.driver.opcua;

import dev.lockstep.device.Device;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;

/**
 * The address of a device: its {@code protocols.opcua}.
 *
 * @param endpoint {@code opc.tcp://host[:port][/path]}
 * @param identity the user of the session
 * @param server which server is meant
 */
record OpcUaAddress(
    String endpoint, Security security, UserIdentity identity, ServerIdentity server) {

  /**
   * How the secure channel is protected.
   *
   * @param policy at least Basic256Sha256 unless insecure
   * @param mode SignAndEncrypt unless insecure
   * @param insecure whether the device says {@code Insecure: true}
   */
  record Security(SecurityPolicy policy, MessageSecurityMode mode, boolean insecure) {}

  private static final List<SecurityPolicy> SECURE =
      List.of(
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes128_Sha256_RsaOaep,
          SecurityPolicy.Aes256_Sha256_RsaPss);

  /**
   * Reads the address.
   *
   * @param protocol the keys, in any letter case
   * @param faults where one sentence is added for each fault
   * @return empty where there was a fault
   */
  static Optional<OpcUaAddress> read(Map<String, String> protocol, List<String> faults) {
    Map<String, String> keys = keys(protocol);
    List<String> found = new ArrayList<>();
    String endpoint = endpoint(keys, found);
    Optional<SecurityPolicy> policy = policy(keys.getOrDefault("SecurityPolicy", ""), found);
    Optional<MessageSecurityMode> mode =
        mode(keys.getOrDefault("SecurityMode", ""), policy.orElse(SecurityPolicy.None), found);
    UserIdentity identity = identity(keys, found);
    boolean insecure = insecure(keys, found);
    ServerIdentity server = ServerIdentity.read(keys, found);
    if (found.isEmpty()) {
      security(policy.orElseThrow(), mode.orElseThrow(), insecure, found);
    }
    faults.addAll(found);
    if (!found.isEmpty()) {
      return Optional.empty();
    }
    Security security = new Security(policy.orElseThrow(), mode.orElseThrow(), insecure);
    return Optional.of(new OpcUaAddress(endpoint, security, identity, server));
  }

  SecurityPolicy policy() {
    return security.policy();
  }

  MessageSecurityMode mode() {
    return security.mode();
  }

  boolean insecure() {
    return security.insecure();
  }

  /** The keys of a device, in any letter case. */
  static Map<String, String> keys(Device device) {
    return device.protocols().entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(OpcUaDriver.PROTOCOL))
        .findFirst()
        .map(each -> keys(each.getValue()))
        .orElse(Map.of());
  }

  private static Map<String, String> keys(Map<String, String> protocol) {
    Map<String, String> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    protocol.forEach((key, value) -> keys.put(key, value.strip()));
    return keys;
  }

  private static String endpoint(Map<String, String> keys, List<String> faults) {
    String endpoint = keys.getOrDefault("Endpoint", "");
    if (endpoint.isEmpty()) {
      faults.add("protocols.opcua: Endpoint is missing; opc.tcp://HOST:4840 would be right");
      return "";
    }
    try {
      URI uri = new URI(endpoint);
      if (!"opc.tcp".equals(uri.getScheme()) || uri.getHost() == null) {
        throw new URISyntaxException(endpoint, "opc.tcp and a host wanted");
      }
    } catch (URISyntaxException malformed) {
      String fault = "protocols.opcua: Endpoint is \"%s\"; opc.tcp://HOST:4840 would be right";
      faults.add(fault.formatted(endpoint));
    }
    return endpoint;
  }

  private static Optional<SecurityPolicy> policy(String word, List<String> faults) {
    if (word.isEmpty()) {
      return Optional.of(SecurityPolicy.Basic256Sha256);
    }
    for (SecurityPolicy policy : SecurityPolicy.values()) {
      if (policy.name().equalsIgnoreCase(word) || policy.getUri().equals(word)) {
        return Optional.of(policy);
      }
    }
    String fault = "protocols.opcua: SecurityPolicy is \"%s\"; one of %s would be right";
    faults.add(fault.formatted(word, SECURE));
    return Optional.empty();
  }

  private static Optional<MessageSecurityMode> mode(
      String word, SecurityPolicy policy, List<String> faults) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "" ->
          Optional.of(
              policy == SecurityPolicy.None
                  ? MessageSecurityMode.None
                  : MessageSecurityMode.SignAndEncrypt);
      case "none" -> Optional.of(MessageSecurityMode.None);
      case "sign" -> Optional.of(MessageSecurityMode.Sign);
      case "signandencrypt" -> Optional.of(MessageSecurityMode.SignAndEncrypt);
      default -> {
        faults.add(
            "protocols.opcua: SecurityMode is \"%s\"; SignAndEncrypt would be right"
                .formatted(word));
        yield Optional.empty();
      }
    };
  }

  private static UserIdentity identity(Map<String, String> keys, List<String> faults) {
    String user = keys.getOrDefault("User", "");
    String certificate = keys.getOrDefault("UserCertificate", "");
    String key = keys.getOrDefault("UserKey", "");
    if (keys.containsKey("Password")) {
      faults.add(
          "protocols.opcua: Password stands in a device file; secrets belong into the gateway's"
              + " configuration: NAME.password in lockstep.secrets.folder");
    }
    if (certificate.isEmpty() != key.isEmpty()) {
      faults.add("protocols.opcua: UserCertificate and UserKey go together; one is missing");
    }
    if (!user.isEmpty() && !certificate.isEmpty()) {
      faults.add("protocols.opcua: User and UserCertificate are both given; one would be right");
    }
    if (!certificate.isEmpty()) {
      return new UserIdentity.Certified(Path.of(certificate), Path.of(key));
    }
    return user.isEmpty() ? new UserIdentity.Anonymous() : new UserIdentity.Named(user);
  }

  private static boolean insecure(Map<String, String> keys, List<String> faults) {
    String word = keys.getOrDefault("Insecure", "false").toLowerCase(Locale.ROOT);
    if (!word.equals("true") && !word.equals("false")) {
      faults.add("protocols.opcua: Insecure is \"%s\"; true or false".formatted(word));
    }
    return word.equals("true");
  }

  static boolean isSecure(SecurityPolicy policy, MessageSecurityMode mode) {
    return SECURE.contains(policy) && mode == MessageSecurityMode.SignAndEncrypt;
  }

  private static void security(
      SecurityPolicy policy, MessageSecurityMode mode, boolean insecure, List<String> faults) {
    if ((policy == SecurityPolicy.None) != (mode == MessageSecurityMode.None)) {
      String fault = "protocols.opcua: SecurityPolicy %s does not go with SecurityMode %s";
      faults.add(fault.formatted(policy, mode));
    } else if (!insecure && !isSecure(policy, mode)) {
      faults.add(
          ("protocols.opcua: %s with %s can be read or changed on the wire; Basic256Sha256 with"
                  + " SignAndEncrypt would be right, or Insecure: true where that is wanted")
              .formatted(policy, mode));
    }
  }
}
