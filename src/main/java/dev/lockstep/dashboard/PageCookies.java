package dev.lockstep.dashboard;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Cookies of the page (RFC 6265): one for the session, one for the way through a login. */
final class PageCookies {
  /** Where a person wanted to go who was sent to the login. */
  static final String THEN = "lockstep-then";

  private static final int LOGIN_SECONDS = 600;

  private PageCookies() {}

  static NewCookie session(SignIn.Session session, RoutingContext call) {
    return cookie(SignIn.COOKIE, session.token(), SignIn.PATH, call)
        .sameSite(NewCookie.SameSite.STRICT)
        .build();
  }

  /** Ends it in the browser. */
  static NewCookie noSession(RoutingContext call) {
    return cookie(SignIn.COOKIE, "", SignIn.PATH, call)
        .sameSite(NewCookie.SameSite.STRICT)
        .maxAge(0)
        .build();
  }

  /**
   * Kept while the provider's own pages are shown. Lax: with it the browser comes from another site
   * to the end of the login.
   */
  static NewCookie then(String then, RoutingContext call) {
    // Encoded: a path with a query has characters that a cookie has not (RFC 6265, 4.1.1).
    String text =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(then.getBytes(StandardCharsets.US_ASCII));
    return cookie(THEN, text, ProviderSignIn.PATH, call)
        .sameSite(NewCookie.SameSite.LAX)
        .maxAge(LOGIN_SECONDS)
        .build();
  }

  /** What {@link #then} kept; the first page where it kept nothing. */
  static String kept(@Nullable String cookie) {
    try {
      return cookie == null
          ? SignIn.PATH
          : safe(new String(Base64.getUrlDecoder().decode(cookie), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException garbled) {
      return SignIn.PATH;
    }
  }

  private static NewCookie.Builder cookie(
      String name, String value, String path, RoutingContext call) {
    return new NewCookie.Builder(name)
        .value(value)
        .path(path)
        .httpOnly(true)
        .secure(call.request().isSSL());
  }

  /** Where to go after a login: a page of ours, or the first one. */
  static String safe(@Nullable String then) {
    if (then == null) {
      return SignIn.PATH;
    }
    boolean ours =
        (then.equals(SignIn.PATH) || then.startsWith(SignIn.PATH + "/"))
            && then.chars().allMatch(each -> each > ' ' && each < 0x7F && each != '\\')
            && !then.startsWith(LoginApi.LOGIN)
            && !then.startsWith(LoginApi.LOGOUT);
    return ours ? then : SignIn.PATH;
  }
}
