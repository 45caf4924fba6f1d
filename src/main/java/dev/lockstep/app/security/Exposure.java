package dev.lockstep.app.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Exposure of the gateway: who can reach it, and by what it is protected.
 *
 * @param host the address it listens on
 * @param tls whether there is a certificate for it
 * @param plain whether HTTP without TLS is answered too
 * @param authenticated whether callers can be told apart
 */
public record Exposure(String host, boolean tls, boolean plain, boolean authenticated) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

  /** Whether only this host can reach it. */
  boolean loopback() {
    return LOOPBACK.matcher(host).matches();
  }

  /** Whether other hosts can reach it without TLS and authentication. */
  public boolean insecure() {
    return !loopback() && !lacking().isEmpty();
  }

  /** Why the gateway must not start so; empty where it may. */
  Optional<String> objection() {
    String sentence =
        "quarkus.http.host is \"%s\", which others can reach, but %s. Configure that, or listen on"
            + " 127.0.0.1, or set lockstep.insecure=true.";
    return insecure()
        ? Optional.of(sentence.formatted(host, String.join("; and ", lacking())))
        : Optional.empty();
  }

  private List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    if (!tls) {
      lacking.add("there is no TLS (quarkus.tls.key-store.*)");
    } else if (plain) {
      lacking.add("HTTP without TLS is answered too (quarkus.http.insecure-requests=disabled)");
    }
    if (!authenticated) {
      lacking.add(
          "no login is configured (lockstep.security.users-file,"
              + " quarkus.http.auth.certificate-role-properties, or lockstep.oidc.issuer)");
    }
    return lacking;
  }

  /** One line for the log at start. */
  public String summary() {
    if (insecure()) {
      return "INSECURE: others can reach this gateway at %s, and %s (lockstep.insecure=true)"
          .formatted(host, String.join("; and ", lacking()));
    }
    String who = authenticated ? "users are authenticated" : "every user of it may do everything";
    return loopback()
        ? "only this machine can reach the gateway (%s); %s".formatted(host, who)
        : "others can reach the gateway at %s with TLS; %s".formatted(host, who);
  }
}
