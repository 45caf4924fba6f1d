package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.BrowseActs;
import dev.lockstep.rest.BrowseRun;
import dev.lockstep.rest.BrowseRuns;
import dev.lockstep.rest.MachineBrowser;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Browses a machine's server or a broker, and shows the drafts. Nothing of it is written on the
 * gateway's disk, and nothing is in force by it.
 */
@Path("/dashboard/browse")
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
public final class BrowsePageApi {
  static final String PATH = "/dashboard/browse";
  private static final String STOP = PATH + "/stop";
  private static final int UNPROCESSABLE = 422;

  private final BrowseActs acts;
  private final BrowseRuns runs;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;
  private final TimeSource clock;

  BrowsePageApi(
      BrowseActs acts,
      BrowseRuns runs,
      FormGate gate,
      PageFrames frames,
      RequestGuard guard,
      TimeSource clock) {
    this.acts = acts;
    this.runs = runs;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
    this.clock = clock;
  }

  @GET
  public Response look(@Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    Viewer viewer = Viewers.of(call);
    return guard.inside(
        Admission.Kind.LOOK,
        () -> page(200, BrowseForm.empty(gate.token(viewer, PATH), viewer.anonymous()), call));
  }

  private Response page(int status, BrowseForm form, RoutingContext call) {
    // The versions of the frame come first: what changes after them is asked for again.
    PageFrame frame = frames.of(Section.DEVICES, "Browse a machine or a broker", call);
    return HtmlAnswer.of(status, new Pages.Browse(frame, form, last(call)));
  }

  private BrowsePage last(RoutingContext call) {
    return BrowsePage.of(runs.last(), gate.token(Viewers.of(call), STOP), clock.now().wall());
  }

  @GET
  @Path("body")
  public Response part(@Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.BrowseBody(last(call))));
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response begin(InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    PostedForm form = gate.read(call, body, PATH);
    Viewer viewer = Viewers.of(call);
    ActForm.Typed typed = ActApi.typed(form, viewer, true);
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          if (typed.faulty()) {
            return again(UNPROCESSABLE, form, typed, "", call);
          }
          String name = viewer.anonymous() ? form.operator() : viewer.name();
          try {
            var unused =
                acts.begin(
                    BrowseForm.wanted(form), new Operator(name, form.reason()), viewer.requester());
            return HtmlAnswer.see(PATH);
          } catch (RequestRefusedException refused) {
            String told = "Nothing was begun: " + refused.getMessage();
            return again(refused.type().status(), form, typed, told, call);
          }
        });
  }

  private Response again(
      int status, PostedForm form, ActForm.Typed typed, String told, RoutingContext call) {
    String token = gate.token(Viewers.of(call), PATH);
    return page(status, BrowseForm.of(form, token, typed, told), call);
  }

  /** Ends the one that was looked at; another one that follows it goes on. */
  @POST
  @Path("stop")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response stop(InputStream body, @Context RoutingContext call) {
    PostedForm form = gate.read(call, body, STOP);
    Viewer viewer = Viewers.of(call);
    try {
      runs.stop(
          Long.parseLong(form.text("number")),
          viewer.anonymous() ? "an operator" : viewer.shortName());
    } catch (NumberFormatException none) {
      throw gone();
    }
    return HtmlAnswer.see(PATH);
  }

  /** A file as a download, whole. */
  @GET
  @Path("{number}/file/{position}")
  public Response file(@PathParam("number") long number, @PathParam("position") int position) {
    BrowseRun run =
        runs.last().filter(each -> each.number() == number).orElseThrow(BrowsePageApi::gone);
    List<MachineBrowser.DraftFile> files =
        run.end().orElse(null) instanceof BrowseRun.End.Drafted(var draft)
            ? draft.files()
            : List.of();
    if (position < 0 || position >= files.size()) {
      throw gone();
    }
    MachineBrowser.DraftFile file = files.get(position);
    return Response.ok(file.text().getBytes(StandardCharsets.UTF_8), "application/yaml")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s\"".formatted(file.name().replaceAll("[^A-Za-z0-9._-]", "_")))
        .build();
  }

  private static RequestRefusedException gone() {
    return new RequestRefusedException(
        ProblemType.NOT_FOUND,
        "what was browsed is not kept any more: another browse followed, or an hour went by");
  }
}
