package dev.lockstep.rest;

import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.transaction.Requester;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Failed logins and forbidden calls, for the audit log: whatever is answered with 401 or 403, by
 * the API or by anything else that listens here.
 */
final class RefusedCalls {
  private static final String BASIC = "basic ";

  /** Asked for with the first refusal: the routes are there before the gateway is open. */
  private final Instance<AuditLog> audit;

  RefusedCalls(Instance<AuditLog> audit) {
    this.audit = audit;
  }

  /** Looks at how this call will have been answered. */
  void watch(RoutingContext call) {
    call.addEndHandler(ended -> note(call));
  }

  private void note(RoutingContext call) {
    int status = call.response().getStatusCode();
    if (status == 401 || status == 403) {
      audit.get().noteRefused(record(call, status));
    }
  }

  private static AuditRecord record(RoutingContext call, int status) {
    String typed = call.get(RefusalPages.CLAIMED);
    String claimed =
        typed == null ? claimed(call.request().getHeader(HttpHeaders.AUTHORIZATION)) : typed;
    String principal = status == 401 ? claimed : authenticated(call);
    String act = "forbidden";
    if (status == 401) {
      act = claimed.isEmpty() ? "login missing" : "login failed";
    }
    String request = call.request().method() + " " + call.request().path();
    return new AuditRecord(act, new Requester(principal, CurrentCaller.address(call)), "")
        .with("request", request);
  }

  private static String authenticated(RoutingContext call) {
    return call.user() instanceof QuarkusHttpUser user
        ? CurrentCaller.name(user.getSecurityIdentity())
        : "";
  }

  /** The name in a header of HTTP Basic (RFC 7617); never the password. */
  private static String claimed(@Nullable String header) {
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return "";
    }
    try {
      byte[] octets = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String text = new String(octets, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? "" : text.substring(0, colon);
    } catch (IllegalArgumentException garbled) {
      return "";
    }
  }
}
