package dev.lockstep.driver.opcua;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;

/** Settings of an address that are allowed, and weaken its security or have no effect. */
final class AddressWarnings {
  static final List<String> KEYS =
      List.of(
          "Endpoint",
          "SecurityPolicy",
          "SecurityMode",
          "Insecure",
          "User",
          "UserCertificate",
          "UserKey",
          "ApplicationUri",
          "Thumbprint");

  private AddressWarnings() {}

  /** One sentence each; empty for an address with a fault. */
  static List<String> of(Map<String, String> protocol) {
    List<String> warnings = new ArrayList<>();
    OpcUaAddress.read(protocol, new ArrayList<>())
        .ifPresent(
            address -> {
              security(address, warnings);
              unknown(protocol.keySet(), warnings);
            });
    return List.copyOf(warnings);
  }

  private static void security(OpcUaAddress address, List<String> warnings) {
    boolean open = address.mode() == MessageSecurityMode.None;
    if (open && address.identity() instanceof UserIdentity.Named) {
      warnings.add(
          "protocols.opcua: User with SecurityPolicy None: the password is encrypted only where the"
              + " server offers that and shows a certificate, and anyone on the network can change"
              + " what is sent after it; Basic256Sha256 with SignAndEncrypt would be right");
    }
    if (open && address.identity() instanceof UserIdentity.Certified) {
      warnings.add(
          "protocols.opcua: UserCertificate with SecurityPolicy None: anyone on the network can"
              + " change what is sent after the login; Basic256Sha256 with SignAndEncrypt would be"
              + " right");
    }
    if (address.mode() == MessageSecurityMode.Sign) {
      warnings.add(
          "protocols.opcua: SecurityMode Sign: anyone on the network can read what is sent;"
              + " SignAndEncrypt would be right");
    }
    if (address.insecure() && OpcUaAddress.isSecure(address.policy(), address.mode())) {
      warnings.add(
          "protocols.opcua: Insecure: true beside %s with %s is not needed; leave it away, so that"
                  .formatted(address.policy(), address.mode())
              + " a later change cannot weaken it unseen");
    }
    if (open
        && address.server().thumbprint().isEmpty()
        && address.server().applicationUri().isPresent()) {
      warnings.add(
          "protocols.opcua: ApplicationUri with SecurityPolicy None: it keeps a wrong server out,"
              + " not a forged one, because nothing proves what the server says of itself");
    }
  }

  private static void unknown(Set<String> found, List<String> warnings) {
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(KEYS);
    found.stream()
        .filter(each -> !known.contains(each))
        .sorted()
        .forEach(
            each ->
                warnings.add(
                    "protocols.opcua: %s is no key of it and is ignored; there are %s"
                        .formatted(each, String.join(", ", KEYS))));
  }
}
