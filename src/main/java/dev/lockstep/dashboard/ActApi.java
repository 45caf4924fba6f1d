package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Release, resolve and forget of one transaction: what its devices show at this moment first, then
 * the form.
 */
@Path("/dashboard/transactions/{id}/act")
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
public final class ActApi {
  private static final int UNPROCESSABLE = 422;

  private final Participant participant;
  private final TransactionDetails details;
  private final WaitingList waiting;
  private final Acting acting;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;
  private final TimeSource clock;

  ActApi(
      Participant participant,
      TransactionDetails details,
      WaitingList waiting,
      Acting acting,
      FormGate gate,
      PageFrames frames,
      RequestGuard guard,
      TimeSource clock) {
    this.participant = participant;
    this.details = details;
    this.waiting = waiting;
    this.acting = acting;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
    this.clock = clock;
  }

  static String path(String id) {
    return TransactionsPageApi.PATH + id + "/act";
  }

  @GET
  public Response look(
      @PathParam("id") String id,
      @QueryParam("do") @Nullable String chosen,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          TransactionId known = RequestParser.id(id);
          Viewer viewer = Viewers.of(call);
          ActForm.Typed typed = new ActForm.Typed("", "", viewer.anonymous(), "", "", "");
          return page(200, known, new Told(chosen == null ? "" : chosen, typed, ""), call);
        });
  }

  /** What was chosen and typed so far, and what came of it. */
  private record Told(String chosen, ActForm.Typed typed, String sentence) {}

  private Response page(int status, TransactionId id, Told told, RoutingContext call)
      throws JournalUnavailableException {
    State state = participant.state(id);
    Optional<Intervention.Kind> kind = participant.intervention(state).map(Intervention::kind);
    Instant now = clock.now().wall();
    ActForm form =
        new ActForm(
            id.value(),
            Badge.of(details.row(state)),
            waiting
                .row(state)
                .map(row -> new ActForm.WaitingFor(row.badge().text(), row.cause(), row.remedy()))
                .orElse(new ActForm.WaitingFor("", "", "")),
            choices(state, kind, told.chosen()),
            details.readings(id).readings().stream().limit(100).map(NowReading::of).toList(),
            TimeText.of(now, now),
            acting.shown(state),
            gate.token(Viewers.of(call), path(id.value())),
            told.typed(),
            told.sentence());
    return HtmlAnswer.of(
        status, new Pages.ActPage(frames.of(Section.TRANSACTIONS, "Decide " + id, call), form));
  }

  private static List<ActForm.Choice> choices(
      State state, Optional<Intervention.Kind> kind, String chosen) {
    return Act.offered(state.name(), kind).stream()
        .map(
            act ->
                new ActForm.Choice(
                    act.word(),
                    act.label(),
                    act.consequence(state.name(), kind),
                    act.word().equals(chosen)))
        .toList();
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response press(@PathParam("id") String id, InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    TransactionId known = RequestParser.id(id);
    PostedForm form = gate.read(call, body, path(known.value()));
    Viewer viewer = Viewers.of(call);
    Optional<Act> act = Act.of(form.text("do"));
    ActForm.Typed typed = typed(form, viewer, act.isPresent());
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          if (act.isEmpty() || typed.faulty()) {
            return page(UNPROCESSABLE, known, new Told(form.text("do"), typed, ""), call);
          }
          return press(new Acting.Press(known, act.get(), form.text("shown")), typed, call);
        });
  }

  static ActForm.Typed typed(PostedForm form, Viewer viewer, boolean chosen) {
    return new ActForm.Typed(
        form.text("reason"),
        form.reasonFault().orElse(""),
        viewer.anonymous(),
        form.text("operator"),
        viewer.anonymous() ? form.operatorFault().orElse("") : "",
        chosen ? "" : "Choose what is to be done.");
  }

  private Response press(Acting.Press press, ActForm.Typed typed, RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    Viewer viewer = Viewers.of(call);
    String name = viewer.anonymous() ? typed.operator().strip() : viewer.name();
    try {
      var unused =
          acting.press(press, new Operator(name, typed.reason().strip()), viewer.requester());
      return HtmlAnswer.see(TransactionsPageApi.PATH + press.id() + "?done=" + press.act().word());
    } catch (RequestRefusedException refused) {
      String sentence = String.valueOf(refused.getMessage());
      return page(
          refused.type().status(), press.id(), new Told(press.act().word(), typed, sentence), call);
    }
  }
}
