package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.transaction.Intervention;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One act on several transactions: after a coordinator that is gone there are fifty, not one.
 * Chosen, looked at, and then done; what came of each is kept on a page.
 */
@Path("/dashboard/several")
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
public final class SeveralApi {
  static final String PATH = "/dashboard/several";
  private static final String CHECK = PATH + "/check";
  private static final String START = PATH + "/start";
  private static final int UNPROCESSABLE = 422;

  private final SeveralLooks looks;
  private final SeveralRuns runs;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;
  private final TimeSource clock;

  SeveralApi(
      SeveralLooks looks,
      SeveralRuns runs,
      FormGate gate,
      PageFrames frames,
      RequestGuard guard,
      TimeSource clock) {
    this.looks = looks;
    this.runs = runs;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
    this.clock = clock;
  }

  @GET
  public Response choose(
      @QueryParam("kind") @Nullable String kind,
      @QueryParam("like") @Nullable String like,
      @QueryParam("to") @Nullable String to,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            list(
                200,
                new Choice(
                    SeveralLooks.kind(kind == null ? "" : kind),
                    SeveralLooks.selection(like, to, List.of())),
                "",
                call));
  }

  /** What is listed, and which of it is chosen. */
  private record Choice(Optional<Intervention.Kind> kind, SeveralList.Selection selection) {}

  private Response list(int status, Choice choice, String fault, RoutingContext call) {
    SeveralLooks.Form form =
        new SeveralLooks.Form(gate.token(Viewers.of(call), CHECK), fault, runs.all());
    SeveralList list = looks.list(choice.kind(), choice.selection(), form);
    return HtmlAnswer.of(status, new Pages.Several(frame("Decide several", call), list));
  }

  private PageFrame frame(String title, RoutingContext call) {
    return frames.of(Section.TRANSACTIONS, title, call);
  }

  /** What the devices of those that were chosen show now. */
  @POST
  @Path("check")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response check(InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    PostedForm form = gate.read(call, body, CHECK);
    Optional<Act> act = Act.of(form.text("do"));
    List<String> ids = form.all("id");
    Choice choice =
        new Choice(
            SeveralLooks.kind(form.text("kind")),
            SeveralLooks.selection(form.text("like"), "", ids));
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          if (act.isEmpty() || ids.isEmpty()) {
            String fault =
                ids.isEmpty() ? "Choose at least one." : "Choose what is to be done with them.";
            return list(UNPROCESSABLE, choice, fault, call);
          }
          ActForm.Typed typed = new ActForm.Typed("", "", Viewers.of(call).anonymous(), "", "", "");
          return check(200, act.get(), ids, typed, call);
        });
  }

  private Response check(
      int status, Act act, List<String> ids, ActForm.Typed typed, RoutingContext call)
      throws JournalUnavailableException {
    SeveralCheck check = looks.check(act, ids, gate.token(Viewers.of(call), START), typed);
    return HtmlAnswer.of(status, new Pages.SeveralChecked(frame("Look, then decide", call), check));
  }

  @POST
  @Path("start")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response start(InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    PostedForm form = gate.read(call, body, START);
    Act act =
        Act.of(form.text("do"))
            .orElseThrow(
                () -> new RequestRefusedException(ProblemType.MALFORMED, "no such act is there"));
    Viewer viewer = Viewers.of(call);
    Map<String, String> shown = shown(form);
    ActForm.Typed typed = ActApi.typed(form, viewer, true);
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          if (typed.faulty() || shown.isEmpty()) {
            return check(UNPROCESSABLE, act, List.copyOf(shown.keySet()), typed, call);
          }
          String name = viewer.anonymous() ? form.operator() : viewer.name();
          SeveralRun run =
              runs.begin(act, new Operator(name, form.reason()), viewer.requester(), shown);
          return HtmlAnswer.see(PATH + "/" + run.number());
        });
  }

  /** Each field {@code shown} is an id, a blank and the situation that was looked at. */
  private static Map<String, String> shown(PostedForm form) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String each : form.all("shown")) {
      int blank = each.indexOf(' ');
      if (blank > 0 && shown.size() < SeveralLooks.CHOSEN_MAX) {
        shown.put(each.substring(0, blank), each.substring(blank + 1));
      }
    }
    return shown;
  }

  @GET
  @Path("{number}")
  public Response run(@PathParam("number") long number, @Context RoutingContext call) {
    SeveralRun run = found(number);
    String token = gate.token(Viewers.of(call), stopping(number));
    return HtmlAnswer.ok(new Pages.SeveralRunning(frame("Run " + number, call), page(run), token));
  }

  @GET
  @Path("{number}/body")
  public Response part(@PathParam("number") long number, @Context RoutingContext call) {
    String token = gate.token(Viewers.of(call), stopping(number));
    return HtmlAnswer.ok(new Pages.SeveralBody(page(found(number)), token));
  }

  /** What has not been begun is not begun any more. */
  @POST
  @Path("{number}/stop")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response stop(
      @PathParam("number") long number, InputStream body, @Context RoutingContext call) {
    var unused = gate.read(call, body, stopping(number));
    found(number).stop();
    return HtmlAnswer.see(PATH + "/" + number);
  }

  private static String stopping(long number) {
    return "%s/%d/stop".formatted(PATH, number);
  }

  private SeveralRun found(long number) {
    return runs.find(number)
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    ProblemType.NOT_FOUND,
                    "no run has that number since the gateway's start; the audit has what was done"));
  }

  private SeveralPage page(SeveralRun run) {
    Instant now = clock.now().wall();
    List<SeveralRun.Item> items = run.items();
    return new SeveralPage(
        run.number(),
        run.act().label(),
        run.operator().name(),
        run.operator().reason(),
        TimeText.of(run.begun(), now),
        run.count(SeveralRun.Standing.DONE),
        run.count(SeveralRun.Standing.REFUSED),
        items.size(),
        run.over(),
        run.isStopped(),
        items.stream().map(SeveralPage.Item::of).toList());
  }
}
