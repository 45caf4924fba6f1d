package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The server that was first approved for a device, as its file keeps it: lines of a key and a
 * value, which a person can read and correct.
 *
 * @param identity by ApplicationUri; by thumbprint where the certificate gives no usable one
 * @param endpoint where the server was then, for people
 * @param approved time of the wall clock, for people
 */
record KnownServer(DeviceName device, ServerIdentity identity, String endpoint, Instant approved) {
  private static final String TITLE = "Lockstep known server 1";
  private static final String TEXT =
      """
      %s
      Device: %s
      %s: %s
      Endpoint: %s
      Approved: %s
      # Another server at this device's address is refused. Where the machine was replaced, delete
      # this file, or set ApplicationUri in the device's protocols.opcua.
      """;

  /** The server that has shown this certificate. */
  static KnownServer of(
      DeviceName device, X509Certificate shown, String endpoint, Instant approved) {
    return new KnownServer(
        device, ServerIdentity.of(shown), endpoint, approved.truncatedTo(ChronoUnit.SECONDS));
  }

  String text() {
    return TEXT.formatted(TITLE, device, key(), value(), endpoint, approved);
  }

  /** {@code ApplicationUri} or {@code Thumbprint}. */
  String key() {
    return identity.applicationUri().isPresent() ? "ApplicationUri" : "Thumbprint";
  }

  String value() {
    return identity.applicationUri().or(identity::thumbprint).orElseThrow();
  }

  /**
   * Reads what {@link #text} wrote, or a person corrected.
   *
   * @return empty where it is anything else, or of another device: a guess would accept a server
   *     that was never approved
   */
  static Optional<KnownServer> parse(DeviceName device, String text) {
    List<String> lines =
        text.lines()
            .map(String::strip)
            .filter(each -> !each.isEmpty() && !each.startsWith("#"))
            .toList();
    if (lines.isEmpty() || !lines.getFirst().equals(TITLE)) {
      return Optional.empty();
    }
    Map<String, String> keys = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(": ");
      if (colon < 0 || keys.put(line.substring(0, colon), line.substring(colon + 2)) != null) {
        return Optional.empty();
      }
    }
    return device.value().equals(keys.remove("Device")) ? parse(device, keys) : Optional.empty();
  }

  private static Optional<KnownServer> parse(DeviceName device, Map<String, String> keys) {
    String endpoint = keys.remove("Endpoint");
    String approved = keys.remove("Approved");
    List<String> faults = new ArrayList<>();
    ServerIdentity identity = ServerIdentity.read(keys, faults);
    if (endpoint == null || approved == null || keys.size() != 1 || !identity.names()) {
      return Optional.empty();
    }
    try {
      KnownServer found = new KnownServer(device, identity, endpoint, Instant.parse(approved));
      return faults.isEmpty() ? Optional.of(found) : Optional.empty();
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
