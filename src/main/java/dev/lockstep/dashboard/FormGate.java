package dev.lockstep.dashboard;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestRefusedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Set;

/**
 * Gate of every form: what is posted here was pressed on a page of this gateway, by who it was
 * given to.
 */
@Singleton
final class FormGate {
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  /** Of an own page; or typed, which no other page can have a browser do with a POST. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private final RequestGuard guard;
  private final FormToken tokens;

  FormGate(RequestGuard guard, FormToken tokens) {
    this.guard = guard;
    this.tokens = tokens;
  }

  /** The token for a form of this viewer. */
  String token(Viewer viewer, String action) {
    return tokens.of(viewer.holder(), action);
  }

  /**
   * Reads a form.
   *
   * @param action the path that it was meant for
   * @throws RequestRefusedException FORBIDDEN where another site, or a page of before, had it sent;
   *     MALFORMED or TOO_LARGE
   */
  PostedForm read(RoutingContext call, InputStream body, String action) {
    checkSite(call.request());
    PostedForm form = PostedForm.read(guard.whole(body, PostedForm.BYTES_MAX));
    tokens.check(form.text("token"), Viewers.of(call).holder(), action);
    return form;
  }

  /** Origin was compared before the call came here (HttpErrorRoutes); this is said beside it. */
  private static void checkSite(HttpServerRequest request) {
    String site = request.getHeader(FETCH_SITE);
    if (site != null && !OWN.contains(site)) {
      throw new RequestRefusedException(
          ProblemType.FORBIDDEN, "another site had your browser send this; nothing was done");
    }
  }
}
