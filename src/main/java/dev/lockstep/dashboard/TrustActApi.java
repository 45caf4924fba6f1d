package dev.lockstep.dashboard;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Approve for one device, reject, revoke and renew: the certificate first, then the form. */
@Path("/dashboard/trust/{thumbprint}/{act}")
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
public final class TrustActApi {
  private static final int UNPROCESSABLE = 422;

  private final TrustForms forms;
  private final TrustActing acting;
  private final ResultNotices results;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;

  TrustActApi(
      TrustForms forms,
      TrustActing acting,
      ResultNotices results,
      FormGate gate,
      PageFrames frames,
      RequestGuard guard) {
    this.forms = forms;
    this.acting = acting;
    this.results = results;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
  }

  @GET
  public Response look(
      @PathParam("thumbprint") String thumbprint,
      @PathParam("act") String act,
      @QueryParam("device") @Nullable String device,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    TrustForms.Place place = place(thumbprint, act, device == null ? "" : device);
    return guard.inside(Admission.Kind.LOOK, () -> page(200, place, untyped(call, ""), call));
  }

  private static TrustForms.Place place(String thumbprint, String word, String device) {
    TrustAct act =
        TrustAct.of(word)
            .filter(each -> (each == TrustAct.RENEW) == thumbprint.equals(TrustForms.OWN))
            .orElseThrow(
                () ->
                    new RequestRefusedException(
                        ProblemType.NOT_FOUND, ProblemType.NOT_FOUND.title()));
    if (act == TrustAct.APPROVE && device.isEmpty()) {
      throw new RequestRefusedException(
          ProblemType.UNKNOWN_DEVICE,
          "an approval on this page is for one device: begin with the list of trust");
    }
    return new TrustForms.Place(thumbprint, act, act == TrustAct.APPROVE ? device : "");
  }

  private static TrustForms.Told untyped(RoutingContext call, String sentence) {
    boolean asksName = Viewers.of(call).anonymous();
    return new TrustForms.Told(new ActForm.Typed("", "", asksName, "", "", ""), sentence);
  }

  private Response page(
      int status, TrustForms.Place place, TrustForms.Told told, RoutingContext call) {
    PageFrame frame = frames.of(Section.TRUST, title(place), call);
    TrustForm form = forms.form(place, told, Viewers.of(call));
    return HtmlAnswer.of(status, new Pages.TrustActPage(frame, form));
  }

  private static String title(TrustForms.Place place) {
    return switch (place.act()) {
      case APPROVE -> "Approve a certificate for " + place.device();
      case REJECT -> "Reject a certificate";
      case REVOKE -> "Revoke a certificate";
      case RENEW -> "Renew the gateway's OPC UA certificate";
    };
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response press(
      @PathParam("thumbprint") String thumbprint,
      @PathParam("act") String act,
      InputStream body,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    // The token is of the path, so it is looked at before anything that the form says is believed.
    PostedForm form = gate.read(call, body, TrustForms.path(thumbprint, act));
    TrustForms.Place place = place(thumbprint, act, form.text("device"));
    Viewer viewer = Viewers.of(call);
    ActForm.Typed typed = typed(form, viewer, place.act());
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          if (typed.faulty()) {
            return page(UNPROCESSABLE, place, new TrustForms.Told(typed, ""), call);
          }
          return press(place, form.text("shown"), typed, call);
        });
  }

  private static ActForm.Typed typed(PostedForm form, Viewer viewer, TrustAct act) {
    ActForm.Typed typed = ActApi.typed(form, viewer, true);
    boolean compared = act != TrustAct.APPROVE || form.text("compared").equals("yes");
    return new ActForm.Typed(
        typed.reason(),
        typed.reasonFault(),
        typed.asksName(),
        typed.operator(),
        typed.operatorFault(),
        compared ? "" : "Compare the fingerprint at the machine first, and say so here.");
  }

  private Response press(
      TrustForms.Place place, String shown, ActForm.Typed typed, RoutingContext call) {
    Viewer viewer = Viewers.of(call);
    String name = viewer.anonymous() ? typed.operator().strip() : viewer.name();
    try {
      var told = acting.press(place, shown, new Operator(name, typed.reason().strip()));
      return HtmlAnswer.see(Section.TRUST.path() + "?done=" + results.keep(viewer, told));
    } catch (RequestRefusedException refused) {
      String sentence = String.valueOf(refused.getMessage());
      int status = refused.type().status();
      Optional<TrustForms.Place> another =
          refused.type() == ProblemType.CERTIFICATE_CHANGED
              ? forms
                  .shownBy(place.device())
                  .map(each -> new TrustForms.Place(each, place.act(), place.device()))
              : Optional.empty();
      // The other certificate is to be compared anew: nothing that was typed is carried over.
      return another.isPresent()
          ? page(status, another.get(), untyped(call, "Nothing was approved: " + sentence), call)
          : page(status, place, new TrustForms.Told(typed, sentence), call);
    }
  }
}
