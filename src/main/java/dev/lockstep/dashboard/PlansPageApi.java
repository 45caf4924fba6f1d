package dev.lockstep.dashboard;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.PlanViews;
import dev.lockstep.rest.Plans;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.Roles;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plans of the folder, those with faults among them, and dry runs as they go. */
@Path("/dashboard/plans")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class PlansPageApi {
  private static final int ROWS = 50;

  private final Plans plans;
  private final PlanLooks looks;
  private final PageFrames frames;
  private final RequestGuard guard;

  PlansPageApi(Plans plans, PlanLooks looks, PageFrames frames, RequestGuard guard) {
    this.plans = plans;
    this.looks = looks;
    this.frames = frames;
    this.guard = guard;
  }

  @GET
  public Response page(@QueryParam("after") @Nullable String after, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> HtmlAnswer.ok(new Pages.Plans(frames.of(Section.PLANS, "Plans", call), list(after))));
  }

  @GET
  @Path("rows")
  public Response rows(@QueryParam("after") @Nullable String after)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.PlansRows(list(after))));
  }

  private PlanList list(@Nullable String after) throws JournalUnavailableException {
    PlanViews.Listing listing = plans.list();
    String behind = after == null ? "" : after;
    List<PlanViews.Row> found =
        listing.items().stream().filter(each -> each.name().compareTo(behind) > 0).toList();
    List<PlanList.Row> rows = new ArrayList<>();
    for (PlanViews.Row each : found.subList(0, Math.min(ROWS, found.size()))) {
      rows.add(PlanPages.row(each, looks.last(each.name())));
    }
    String next = found.size() > ROWS ? "?after=" + Addresses.encoded(rows.getLast().name()) : "";
    return new PlanList(
        looks.folder(), rows, listing.more(), "after=" + Addresses.encoded(behind), next);
  }

  @GET
  @Path("dry-run/{id}")
  public Response dryRun(@PathParam("id") String id, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          TransactionId known = RequestParser.id(id);
          Optional<DryRunPage> page = looks.dryRun(known, Viewers.of(call));
          return page.isEmpty()
              ? HtmlAnswer.see(Section.COORDINATIONS.path() + "/" + known)
              : HtmlAnswer.ok(
                  new Pages.DryRun(
                      frames.of(Section.PLANS, "Dry run of " + page.get().plan(), call),
                      page.get()));
        });
  }

  @GET
  @Path("dry-run/{id}/body")
  public Response part(@PathParam("id") String id, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          TransactionId known = RequestParser.id(id);
          DryRunPage page =
              looks
                  .dryRun(known, Viewers.of(call))
                  .orElseThrow(() -> CoordinationsPageApi.unknown(known));
          return HtmlAnswer.ok(new Pages.DryRunBody(page));
        });
  }
}
