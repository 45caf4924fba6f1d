package dev.lockstep.dashboard;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trust: which certificates want in and why they were refused, who is trusted, and the own. */
@Path("/dashboard/trust")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class TrustPageApi {
  private final TrustPages pages;
  private final ResultNotices results;
  private final PageFrames frames;
  private final RequestGuard guard;

  TrustPageApi(TrustPages pages, ResultNotices results, PageFrames frames, RequestGuard guard) {
    this.pages = pages;
    this.results = results;
    this.frames = frames;
    this.guard = guard;
  }

  @GET
  public Response page(@QueryParam("done") @Nullable String done, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          Viewer viewer = Viewers.of(call);
          // The versions of the frame come first: what changes after them is asked for again.
          PageFrame frame = frames.of(Section.TRUST, "Trust", call);
          List<String> told = results.of(viewer, done);
          return HtmlAnswer.ok(new Pages.Trust(frame, pages.page(viewer), told));
        });
  }

  @GET
  @Path("body")
  public Response part(@Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> HtmlAnswer.ok(new Pages.TrustBody(pages.page(Viewers.of(call)))));
  }
}
