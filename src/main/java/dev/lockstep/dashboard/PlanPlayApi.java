package dev.lockstep.dashboard;

import dev.lockstep.coordinator.CoordinationPlan.Intent;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.CoordinationDesk;
import dev.lockstep.rest.PlanCall;
import dev.lockstep.rest.PlanPress;
import dev.lockstep.rest.PlanViews;
import dev.lockstep.rest.Plans;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * One plan: its form, its check, what is about to be commanded, and the press that begins a dry run
 * or a run.
 */
@Path("/dashboard/plan/{name}")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class PlanPlayApi {
  private static final int UNPROCESSABLE = 422;
  private static final int CONFLICT = 409;

  /** By which another look at the plan is needed, and not only another press. */
  private static final Set<ProblemType> LOOK_AGAIN =
      Set.of(ProblemType.PLAN_CHANGED, ProblemType.PLAN_FAULTY);

  private final Plans plans;
  private final PlanLooks looks;
  private final CoordinationDesk desk;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;

  PlanPlayApi(
      Plans plans,
      PlanLooks looks,
      CoordinationDesk desk,
      FormGate gate,
      PageFrames frames,
      RequestGuard guard) {
    this.plans = plans;
    this.looks = looks;
    this.desk = desk;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
  }

  @GET
  public Response look(@PathParam("name") String name, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> page(200, looks.form(name, PlanValues.NONE, "", Viewers.of(call)), call));
  }

  private Response page(int status, PlanForm form, RoutingContext call) {
    return HtmlAnswer.of(
        status, new Pages.Plan(frames.of(Section.PLANS, "Plan " + form.name(), call), form));
  }

  @GET
  @Path("last")
  public Response last(@PathParam("name") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.PlanLastPlay(looks.last(name))));
  }

  /** Checks what was typed; nothing is done yet, and no machine is asked. */
  @POST
  @RolesAllowed(Roles.OPERATOR)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response check(
      @PathParam("name") String name, InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    PostedForm form = gate.read(call, body, PlanPages.path(name));
    PlanLooks.Filled filled = filled(name, form);
    Viewer viewer = Viewers.of(call);
    ActForm.Typed typed = new ActForm.Typed("", "", viewer.anonymous(), "", "", "");
    // These permits are the coordinator's: a check waits for gateways.
    return desk.inside(
        Admission.Kind.LOOK,
        () -> {
          Optional<Intent> intent = PlanPages.intent(form.text("do"));
          return intent.isEmpty()
              ? checked(filled, call)
              : confirm(200, filled, PlanLooks.Confirming.first(intent.get(), typed), call);
        });
  }

  private static PlanLooks.Filled filled(String name, PostedForm form) {
    return new PlanLooks.Filled(name, form.text("version"), PlanValues.of(form));
  }

  private Response checked(PlanLooks.Filled filled, RoutingContext call)
      throws JournalUnavailableException {
    try {
      PlanViews.Report report = plans.check(filled.call());
      return page(
          report.ok() ? 200 : UNPROCESSABLE, looks.checked(filled, report, Viewers.of(call)), call);
    } catch (RequestRefusedException refused) {
      return again(filled, refused, call);
    }
  }

  /** The plan as it is now, with what was typed; all else is no answer about this plan. */
  private Response again(
      PlanLooks.Filled filled, RequestRefusedException refused, RoutingContext call)
      throws JournalUnavailableException {
    if (!LOOK_AGAIN.contains(refused.type())) {
      throw refused;
    }
    String told = "Nothing was done: " + refused.getMessage();
    PlanForm form = looks.form(filled.plan(), filled.values(), told, Viewers.of(call));
    return page(refused.type().status(), form, call);
  }

  private Response confirm(
      int status, PlanLooks.Filled filled, PlanLooks.Confirming confirming, RoutingContext call)
      throws JournalUnavailableException {
    PlanViews.Report report;
    try {
      report = plans.check(filled.call());
    } catch (RequestRefusedException refused) {
      return again(filled, refused, call);
    }
    if (!report.ok()) {
      return page(UNPROCESSABLE, looks.checked(filled, report, Viewers.of(call)), call);
    }
    PlanConfirm check = looks.confirm(filled, report, confirming, Viewers.of(call));
    String title = "%s %s".formatted(check.dryRun() ? "Dry run of" : "Run", check.name());
    return HtmlAnswer.of(
        status, new Pages.PlanDecide(frames.of(Section.PLANS, title, call), check));
  }

  /** Begins it, and leads to where it can be watched. */
  @POST
  @Path("play")
  @RolesAllowed(Roles.OPERATOR)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response play(
      @PathParam("name") String name, InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    PostedForm form = gate.read(call, body, PlanLooks.playPath(name));
    PlanLooks.Filled filled = filled(name, form);
    Viewer viewer = Viewers.of(call);
    Optional<Intent> intent = PlanPages.intent(form.text("do"));
    if (intent.isEmpty()) { // the person wants other values
      return guard.inside(
          Admission.Kind.LOOK,
          () -> page(200, looks.form(name, filled.values(), "", viewer), call));
    }
    ActForm.Typed typed = ActApi.typed(form, viewer, true);
    PlanLooks.Confirming confirming =
        new PlanLooks.Confirming(
            intent.get(),
            Optional.of(form.text("id")),
            typed,
            looks.instant(form, intent.get()),
            "");
    return desk.inside(
        Admission.Kind.VOTE,
        () ->
            confirming.faulty()
                ? confirm(UNPROCESSABLE, filled, confirming, call)
                : begun(filled, confirming, form, call));
  }

  private Response begun(
      PlanLooks.Filled filled,
      PlanLooks.Confirming confirming,
      PostedForm form,
      RoutingContext call)
      throws JournalUnavailableException {
    try {
      return switch (plans.begin(
          call(filled, confirming, form, call), confirming.intent(), form.text("shown"))) {
        case PlanPress.Begun(var id) ->
            HtmlAnswer.see(
                switch (confirming.intent()) {
                  case DRY_RUN -> PlanPages.dryRunPath(id.value());
                  case RUN -> Section.COORDINATIONS.path() + "/" + id;
                });
        case PlanPress.Meanwhile(var play) ->
            confirm(
                CONFLICT,
                filled,
                confirming.instead(Optional.empty(), looks.meanwhile(play)),
                call);
      };
    } catch (RequestRefusedException refused) {
      if (LOOK_AGAIN.contains(refused.type())) {
        return again(filled, refused, call);
      }
      return confirm(refused.type().status(), filled, refused(refused, confirming, form), call);
    }
  }

  /** What is too slow may be begun all the same, and is asked for under the same id. */
  private static PlanLooks.Confirming refused(
      RequestRefusedException refused, PlanLooks.Confirming confirming, PostedForm form) {
    if (refused.pointer().equals("/at")) {
      return confirming.withoutInstant(String.valueOf(refused.getMessage()));
    }
    return refused.type() == ProblemType.TOO_SLOW
        ? confirming.instead(Optional.of(form.text("id")), String.valueOf(refused.getMessage()))
        : confirming.instead(Optional.empty(), "Nothing was done: " + refused.getMessage());
  }

  private static PlanCall call(
      PlanLooks.Filled filled,
      PlanLooks.Confirming confirming,
      PostedForm form,
      RoutingContext call) {
    boolean nameless = Viewers.of(call).anonymous();
    return new PlanCall(
        Optional.of(filled.plan()),
        Optional.empty(),
        filled.values().parameters(),
        Optional.of(filled.version()),
        Optional.of(form.text("id")),
        confirming.at().given(),
        Optional.of(form.reason()),
        nameless ? Optional.of(form.operator()) : Optional.empty());
  }
}
