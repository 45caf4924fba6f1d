package dev.lockstep.dashboard;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.LineAdministration.LineWord;
import dev.lockstep.rest.LineDecisions;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.StandbyViews.LineView;
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

/**
 * What an operator says about the two PCs of a line at the active one: step down, or go on alone. A
 * standby has no page; what is said there is said by the command line.
 */
@Path("/dashboard/standby/{word}")
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
public final class StandbyPageApi {
  private static final int UNPROCESSABLE = 422;

  private final LineDecisions line;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;

  StandbyPageApi(LineDecisions line, FormGate gate, PageFrames frames, RequestGuard guard) {
    this.line = line;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
  }

  private static String path(String word) {
    return "/dashboard/standby/" + word;
  }

  @GET
  public Response look(@PathParam("word") String word, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          boolean asksName = Viewers.of(call).anonymous();
          ActForm.Typed typed = new ActForm.Typed("", "", asksName, "", "", "");
          return page(200, known(word), new Told(typed, "", ""), call);
        });
  }

  /** What was typed, and what came of it. */
  private record Told(ActForm.Typed typed, String done, String refused) {}

  private static LineWord known(String word) {
    return LineWord.of(word)
        .filter(each -> !LinePair.label(each).isEmpty())
        .orElseThrow(
            () ->
                new RequestRefusedException(ProblemType.NOT_FOUND, ProblemType.NOT_FOUND.title()));
  }

  private Response page(int status, LineWord word, Told told, RoutingContext call) {
    LineView now = line.standing();
    String label = LinePair.label(word);
    StandbyForm form =
        new StandbyForm(
            LinePair.of(now),
            path(word.path()),
            label,
            follows(word, now),
            gate.token(Viewers.of(call), path(word.path())),
            told.typed(),
            told.done(),
            told.refused());
    return HtmlAnswer.of(status, new Pages.StandbyAct(frames.of(Section.LINE, label, call), form));
  }

  private static String follows(LineWord word, LineView now) {
    return switch (word) {
      case STEP_DOWN ->
          "%1$s stops writing, hands over to %2$s and ends its process, which its service starts again as the standby. %2$s goes on with every transaction; this page is at %2$s then."
              .formatted(now.pc(), now.peer().name());
      case ALONE ->
          "You vouch that %1$s is off, and was not active since. %2$s goes on without it; %1$s may not take over until it has been given everything again."
              .formatted(now.peer().name(), now.pc());
      case TAKE_OVER -> "";
    };
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response press(
      @PathParam("word") String said, InputStream body, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    PostedForm form = gate.read(call, body, path(said));
    LineWord word = known(said);
    Viewer viewer = Viewers.of(call);
    ActForm.Typed typed = ActApi.typed(form, viewer, true);
    return guard.inside(
        Admission.Kind.DECISION,
        () ->
            typed.faulty()
                ? page(UNPROCESSABLE, word, new Told(typed, "", ""), call)
                : press(word, typed, call));
  }

  /** Answered with a page, not with another address: a PC that steps down answers nothing more. */
  private Response press(LineWord word, ActForm.Typed typed, RoutingContext call) {
    Viewer viewer = Viewers.of(call);
    String name = viewer.anonymous() ? typed.operator().strip() : viewer.name();
    try {
      checkOffered(word);
      String detail = line.say(word, false, new Operator(name, typed.reason().strip())).detail();
      return page(200, word, new Told(typed, detail, ""), call);
    } catch (RequestRefusedException refused) {
      String sentence = String.valueOf(refused.getMessage());
      return page(refused.type().status(), word, new Told(typed, "", sentence), call);
    }
  }

  /** A person who vouches that the other PC is off looked at a page of a moment before. */
  private void checkOffered(LineWord word) {
    LineView now = line.standing();
    if (word == LineWord.ALONE && now.peer().answers()) {
      throw new RequestRefusedException(
          ProblemType.STANDBY_REFUSED,
          "nothing was done: %s answers. Stop it first, and this one goes on by itself"
              .formatted(now.peer().name()));
    }
  }
}
