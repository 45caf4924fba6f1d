package dev.lockstep.rest;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Response headers by which a browser is told to do nothing with an answer but show it. Every
 * answer has them, a refusal too.
 */
final class SecurityHeaders {
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");

  /** With no referrer at all, a browser sends a form with {@code Origin: null}. */
  private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");

  private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence FRAME_OPTIONS = HttpHeaders.createOptimized("X-Frame-Options");
  private static final CharSequence REFERRER_POLICY =
      HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence CONTENT_SECURITY_POLICY =
      HttpHeaders.createOptimized("Content-Security-Policy");
  private static final CharSequence TRANSPORT_SECURITY =
      HttpHeaders.createOptimized("Strict-Transport-Security");

  /** JSON loads nothing. */
  private static final CharSequence NOTHING =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");

  /** Swagger UI has its start and its styles in the page itself, and images as data. */
  private static final CharSequence OWN_FILES =
      HttpHeaders.createOptimized(
          "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
              + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'");

  /** The operator's page has everything in files of its own, and sends forms to itself alone. */
  private static final CharSequence OWN_PAGE =
      HttpHeaders.createOptimized(
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

  private static final String API_PAGE = "/q/swagger-ui";
  private static final String DASHBOARD = "/dashboard";

  /** Their own answers say how long they may be kept: another content has another address. */
  private static final String ASSETS = "/dashboard/assets/";

  /** A year (RFC 6797, 6.1.1). */
  private static final CharSequence A_YEAR = HttpHeaders.createOptimized("max-age=31536000");

  private SecurityHeaders() {}

  /** Adds them; who answers may still replace one, as files do with Cache-Control. */
  static void add(HttpServerRequest request) {
    MultiMap headers = request.response().headers();
    String path = request.path();
    headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    if (!String.valueOf(path).startsWith(ASSETS)) {
      headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
    headers.set(
        REFERRER_POLICY, String.valueOf(path).startsWith(DASHBOARD) ? SAME_ORIGIN : NO_REFERRER);
    headers.set(FRAME_OPTIONS, DENY);
    headers.set(CONTENT_SECURITY_POLICY, policy(String.valueOf(path)));
    if (request.isSSL()) {
      headers.set(TRANSPORT_SECURITY, A_YEAR);
    }
  }

  private static CharSequence policy(String path) {
    if (path.startsWith(API_PAGE)) {
      return OWN_FILES;
    }
    return path.startsWith(DASHBOARD) ? OWN_PAGE : NOTHING;
  }
}
