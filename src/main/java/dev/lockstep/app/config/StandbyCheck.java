package dev.lockstep.app.config;

import dev.lockstep.standby.LineRules;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** Check of {@code lockstep.standby.*}, where it is enabled. */
final class StandbyCheck {
  private static final String ROOT = "lockstep.standby.";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern LISTEN =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]):\\d{1,5}");
  private static final int PORT_MAX = 65_535;

  private StandbyCheck() {}

  /**
   * Checks it.
   *
   * @throws StartFailureException with the first key whose value cannot be used
   */
  static void enforce(
      StandbyConfig keys, GatewayConfig.Gateway gateway, Optional<String> ensemble) {
    if (!keys.enabled()) {
      return;
    }
    String self = name("name", keys.name());
    String peer = name("peer-name", keys.peerName());
    require(
        !self.equals(peer), "peer-name", peer, "the other PC's, not this one's, would be right");
    String listen = given("listen", keys.listen(), "host:port");
    require(
        isListen(listen), "listen", listen, "host:port, such as 192.0.2.7:7443, would be right");
    URI address = given("peer", keys.peer(), "https://host:port");
    require(
        isPeer(address),
        "peer",
        address,
        "https, a host and a port alone, such as https://192.0.2.8:7443, would be right");
    given("certificate", keys.files().certificate(), "a PEM file");
    given("key", keys.files().key(), "a PEM file");
    given("trust", keys.files().trust(), "a PEM file");
    if (keys.line().lease() == LineRules.Keeper.ZOOKEEPER && ensemble.isEmpty()) {
      throw StartFailureException.value(
          ROOT + "lease",
          keys.line().lease(),
          "it needs lockstep.ensemble.connect, or PEER would be right");
    }
    if (gateway.host().isPresent()) {
      throw StartFailureException.value(
          "lockstep.gateway.host",
          gateway.host().get(),
          "with lockstep.standby.enabled the journal belongs to the line, which both PCs name alike;"
              + " take the key away");
    }
  }

  private static String name(String key, Optional<String> given) {
    String name = given(key, given, "1 to 64 of A-Za-z0-9._-");
    require(NAME.matcher(name).matches(), key, name, "1 to 64 of A-Za-z0-9._- would be right");
    return name;
  }

  private static <T> T given(String key, Optional<T> value, String right) {
    return value.orElseThrow(
        () ->
            StartFailureException.value(
                ROOT + key, "", right + " would be right: lockstep.standby.enabled needs it"));
  }

  private static boolean isListen(String text) {
    return LISTEN.matcher(text).matches()
        && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= PORT_MAX;
  }

  private static boolean isPeer(URI address) {
    return "https".equals(address.getScheme())
        && address.getHost() != null
        && address.getPort() > 0
        && address.getUserInfo() == null
        && String.valueOf(address.getPath()).matches("/?")
        && address.getQuery() == null;
  }

  private static void require(boolean right, String key, Object found, String remedy) {
    if (!right) {
      throw StartFailureException.value(ROOT + key, found, remedy);
    }
  }
}
