package dev.lockstep.dashboard;

import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RefusalPages;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.SystemUseNotice;
import dev.lockstep.transaction.Requester;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Login with a name and a password, and the end of every login. */
@Path("/dashboard")
@PermitAll
@RunOnVirtualThread
public final class LoginApi {
  static final String LOGIN = "/dashboard/login";
  static final String LOGOUT = "/dashboard/logout";

  private final SignIn logins;
  private final ProviderSignIn provider;
  private final FormGate gate;
  private final PageFrames frames;
  private final SystemUseNotice notice;
  private final AuditLog audit;

  LoginApi(
      SignIn logins,
      ProviderSignIn provider,
      FormGate gate,
      PageFrames frames,
      SystemUseNotice notice,
      AuditLog audit) {
    this.logins = logins;
    this.provider = provider;
    this.gate = gate;
    this.frames = frames;
    this.notice = notice;
    this.audit = audit;
  }

  @GET
  @Path("login")
  public Response form(@QueryParam("then") @Nullable String then, @Context RoutingContext call) {
    Response page = HtmlAnswer.ok(page(call, PageCookies.safe(then), "", ""));
    return provider.offered().isEmpty()
        ? page
        : Response.fromResponse(page)
            .cookie(PageCookies.then(PageCookies.safe(then), call))
            .build();
  }

  private Pages.Login page(RoutingContext call, String then, String name, String fault) {
    return new Pages.Login(
        frames.outside("Sign in"),
        new Pages.LoginForm(
            gate.token(Viewers.of(call), LOGIN),
            then,
            name,
            fault,
            notice.text().orElse(""),
            logins.offered(),
            provider.offered().orElse("")));
  }

  @POST
  @Path("login")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response login(InputStream body, @Context RoutingContext call) {
    PostedForm form = gate.read(call, body, LOGIN);
    String then = PageCookies.safe(form.text("then"));
    String name = form.text("name");
    try {
      SignIn.Session session = logins.begin(name, form.text("password"), call);
      audit.note(new AuditRecord("login", new Requester(name, address(call)), ""));
      return Response.fromResponse(HtmlAnswer.see(then))
          .cookie(PageCookies.session(session, call))
          .build();
    } catch (RequestRefusedException refused) {
      if (refused.type() == ProblemType.UNAUTHENTICATED) {
        call.put(RefusalPages.CLAIMED, name);
      }
      String fault = String.valueOf(refused.getMessage());
      return HtmlAnswer.of(refused.type().status(), page(call, then, name, fault));
    }
  }

  @POST
  @Path("logout")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response logout(InputStream body, @Context RoutingContext call) {
    var unused = gate.read(call, body, LOGOUT);
    Viewer viewer = Viewers.of(call);
    viewer.session().ifPresent(logins::end);
    audit.note(new AuditRecord("logout", viewer.requester(), ""));
    // Not sent there by the form itself: a browser lets it lead to this gateway alone.
    Response answer =
        viewer
            .session()
            .flatMap(SignIn.Session::endedAt)
            .map(at -> new Pages.SignedOut(frames.outside("Signed out"), at.toString()))
            .map(HtmlAnswer::ok)
            .orElseGet(() -> HtmlAnswer.see(LOGIN));
    return Response.fromResponse(answer).cookie(PageCookies.noSession(call)).build();
  }

  private static String address(RoutingContext call) {
    return Viewers.of(call).requester().address();
  }
}
