package dev.lockstep.dashboard;

import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Login by an OpenID provider: the way there, and the way back. */
@Path(ProviderSignIn.PATH)
@PermitAll
@RunOnVirtualThread
public final class ProviderLoginApi {
  /** What the provider sends the browser back with (RFC 6749, 4.1.2). */
  private static final String STATE = "state";

  private final ProviderSignIn provider;
  private final PageFrames frames;
  private final AuditLog audit;

  ProviderLoginApi(ProviderSignIn provider, PageFrames frames, AuditLog audit) {
    this.provider = provider;
    this.frames = frames;
    this.audit = audit;
  }

  @GET
  public Response go(
      @CookieParam(PageCookies.THEN) @Nullable String then, @Context RoutingContext call) {
    if (provider.offered().isEmpty()) {
      throw new RequestRefusedException(
          ProblemType.NOT_FOUND,
          "no login by an identity provider is configured (lockstep.oidc.issuer, .page)");
    }
    return call.request().getParam(STATE) == null
        ? HtmlAnswer.see(provider.begin(call).toString())
        : back(PageCookies.kept(then), call);
  }

  /**
   * A page that leads on, in place of a redirect: what the browser came from is another site, and
   * it would go on without the cookie of the session, which is strict.
   */
  private Response back(String then, RoutingContext call) {
    Optional<SignIn.Session> session = provider.complete(call);
    if (session.isEmpty()) {
      throw new RequestRefusedException(
          ProblemType.UNAUTHENTICATED,
          "this login was not begun in this browser, or more than ten minutes ago; begin again");
    }
    audit.note(new AuditRecord("login", Viewers.of(call).requester(), ""));
    return Response.fromResponse(
            HtmlAnswer.ok(new Pages.SignedIn(frames.outside("Signed in"), then)))
        .cookie(PageCookies.session(session.get(), call))
        .build();
  }
}
