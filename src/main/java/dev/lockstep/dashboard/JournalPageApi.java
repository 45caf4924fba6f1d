package dev.lockstep.dashboard;

import dev.lockstep.journal.Acknowledgement;
import dev.lockstep.journal.Damage;
import dev.lockstep.journal.JournalMeter;
import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.DamageActs;
import dev.lockstep.rest.DecisionLogAccess;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The journal, whether promises may rest on it, and what an operator acknowledges (P9). */
@Path("/dashboard/journal")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class JournalPageApi {
  private static final int UNPROCESSABLE = 422;
  private static final int DAMAGES_MAX = 100;
  private static final String JOURNAL = "journal";
  private static final String DECISIONS = "decisions";

  private final SqliteJournal journal;
  private final DecisionLogAccess decisions;
  private final JournalQueries queries;
  private final DamageActs acts;
  private final FormGate gate;
  private final PageFrames frames;
  private final RequestGuard guard;

  JournalPageApi(
      SqliteJournal journal,
      DecisionLogAccess decisions,
      JournalQueries queries,
      DamageActs acts,
      FormGate gate,
      PageFrames frames,
      RequestGuard guard) {
    this.journal = journal;
    this.decisions = decisions;
    this.queries = queries;
    this.acts = acts;
    this.gate = gate;
    this.frames = frames;
    this.guard = guard;
  }

  @GET
  public Response page(@Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            HtmlAnswer.ok(
                new Pages.JournalView(frames.of(Section.JOURNAL, "Journal", call), content(call))));
  }

  @GET
  @Path("body")
  public Response part(@Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.JournalBody(content(call))));
  }

  private JournalPage content(RoutingContext call) throws JournalUnavailableException {
    List<Fact> counts = new ArrayList<>();
    queries
        .counts()
        .forEach(
            (state, number) -> counts.add(new Fact(Badge.words(state), Long.toString(number))));
    return new JournalPage(stores(), counts, meters(), Viewers.of(call).operator());
  }

  private List<JournalPage.Store> stores() {
    List<JournalPage.Store> stores = new ArrayList<>();
    stores.add(store("Journal of promises", JOURNAL, journal.troubles(), journal.damages()));
    decisions
        .log()
        .ifPresent(
            log ->
                stores.add(
                    store(
                        "Decisions of the coordinator", DECISIONS, log.troubles(), log.damages())));
    return stores;
  }

  private static JournalPage.Store store(
      String title, String word, List<String> troubles, List<Damage> damages) {
    return new JournalPage.Store(
        title,
        word,
        troubles.stream().limit(DAMAGES_MAX).toList(),
        damages.stream().limit(DAMAGES_MAX).map(JournalPageApi::damaged).toList());
  }

  private static JournalPage.Damaged damaged(Damage damage) {
    return new JournalPage.Damaged(damage.position(), damage.id(), damage.fault());
  }

  private List<Fact> meters() {
    JournalMeter meter = journal.meter();
    return List.of(
        new Fact("Last line of history", Long.toString(journal.lastLine())),
        new Fact("Written since the start", Long.toString(meter.appends())),
        new Fact("fsyncs", Long.toString(meter.fsyncs())),
        new Fact("Failed writes", Long.toString(meter.failures())),
        new Fact("Longest wait", meter.waitMax().toMillis() + " ms"));
  }

  @GET
  @Path("{store}/{position}")
  @RolesAllowed(Roles.OPERATOR)
  public Response look(
      @PathParam("store") String store,
      @PathParam("position") long position,
      @Context RoutingContext call) {
    ActForm.Typed typed = new ActForm.Typed("", "", Viewers.of(call).anonymous(), "", "", "");
    return form(200, new Place(store, position), typed, "", call);
  }

  private record Place(String store, long position) {
    String path() {
      return "%s/%s/%d".formatted(Section.JOURNAL.path(), store, position);
    }
  }

  private Response form(
      int status, Place place, ActForm.Typed typed, String told, RoutingContext call) {
    JournalPage.Store store =
        stores().stream()
            .filter(each -> each.word().equals(place.store()))
            .findFirst()
            .orElseThrow(JournalPageApi::unknown);
    JournalPage.Damaged damage =
        store.damages().stream()
            .filter(each -> each.position() == place.position())
            .findFirst()
            .orElseThrow(JournalPageApi::unknown);
    AcknowledgeForm form =
        new AcknowledgeForm(
            place.path(),
            store.title(),
            damage,
            follows(place),
            gate.token(Viewers.of(call), place.path()),
            typed,
            told);
    return HtmlAnswer.of(
        status, new Pages.Acknowledge(frames.of(Section.JOURNAL, "Acknowledge", call), form));
  }

  private static String follows(Place place) {
    if (place.position() == Damage.FOREIGN) {
      return "The journal belongs to this gateway on this host from then on; commits of what was"
          + " voted elsewhere wait for a release here.";
    }
    if (place.position() == Damage.MISSING) {
      return "What is missing stays missing: transactions written since are unknown here, and what"
          + " they held is free.";
    }
    return place.store().equals(DECISIONS)
        ? "Its coordination is unknown here from then on: gateways that ask for it take that for an"
            + " abort. Its bytes are kept."
        : "Its transaction is unknown here from then on, and what it held is free. Its bytes are"
            + " kept.";
  }

  private static RequestRefusedException unknown() {
    return new RequestRefusedException(
        ProblemType.UNKNOWN_DAMAGE, "nothing there is damaged any more; see the journal's page");
  }

  @POST
  @Path("{store}/{position}")
  @RolesAllowed(Roles.OPERATOR)
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response acknowledge(
      @PathParam("store") String store,
      @PathParam("position") long position,
      InputStream body,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    Place place = new Place(store, position);
    PostedForm form = gate.read(call, body, place.path());
    Viewer viewer = Viewers.of(call);
    ActForm.Typed typed = ActApi.typed(form, viewer, true);
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          if (typed.faulty()) {
            return form(UNPROCESSABLE, place, typed, "", call);
          }
          String name = viewer.anonymous() ? form.operator() : viewer.name();
          Operator operator = new Operator(name, form.reason());
          Optional<Acknowledgement> kept =
              store.equals(DECISIONS)
                  ? acts.acknowledgeDecision(position, operator, viewer.requester())
                  : acts.acknowledge(position, operator, viewer.requester());
          var unused = kept.orElseThrow(JournalPageApi::unknown);
          return HtmlAnswer.see(Section.JOURNAL.path());
        });
  }
}
