package dev.lockstep.dashboard;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.CoordinationViewMapper;
import dev.lockstep.rest.CoordinatorRole;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.RequestRefusedException;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Coordinations of this process, where it is a coordinator. */
@Path("/dashboard/coordinations")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class CoordinationsPageApi {
  private static final int ROWS = 50;
  private static final String ALL = "all";
  private static final List<Coordination.Name> STATES =
      List.of(Coordination.Name.PREPARING, Coordination.Name.DECIDED, Coordination.Name.ENDED);

  private final CoordinatorRole role;
  private final PageFrames frames;
  private final RequestGuard guard;
  private final TimeSource clock;

  CoordinationsPageApi(
      CoordinatorRole role, PageFrames frames, RequestGuard guard, TimeSource clock) {
    this.role = role;
    this.frames = frames;
    this.guard = guard;
    this.clock = clock;
  }

  @GET
  public Response page(
      @QueryParam("show") @Nullable String show,
      @QueryParam("after") @Nullable String after,
      @QueryParam("id") @Nullable String id,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    if (id != null && !id.isBlank()) {
      return HtmlAnswer.see(Section.COORDINATIONS.path() + "/" + RequestParser.id(id.strip()));
    }
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            HtmlAnswer.ok(
                new Pages.Coordinations(
                    frames.of(Section.COORDINATIONS, "Coordinations", call), list(show, after))));
  }

  @GET
  @Path("rows")
  public Response rows(
      @QueryParam("show") @Nullable String show, @QueryParam("after") @Nullable String after)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.CoordinationsRows(list(show, after))));
  }

  private CoordinationList list(@Nullable String show, @Nullable String after)
      throws JournalUnavailableException {
    Coordinator coordinator = role.needed();
    Optional<Coordination.Name> state =
        STATES.stream().filter(each -> word(each).equals(show)).findFirst();
    String filter = state.map(CoordinationsPageApi::word).orElse(ALL);
    String behind = after == null || after.isEmpty() ? "" : RequestParser.id(after).value();
    Coordinator.Page page = coordinator.page(state, behind, ROWS);
    return new CoordinationList(
        Stream.concat(Stream.of(ALL), STATES.stream().map(CoordinationsPageApi::word))
            .map(each -> new TransactionList.Filter(each, title(each), each.equals(filter)))
            .toList(),
        "show=%s&after=%s".formatted(filter, behind),
        page.records().stream()
            .map(CoordinationViewMapper::row)
            .map(CoordinationPages::row)
            .toList(),
        page.unreadable(),
        coordinator.troubles().stream().limit(20).toList(),
        page.next().map(id -> "?show=%s&after=%s".formatted(filter, id)).orElse(""),
        coordinator.live());
  }

  private static String word(Coordination.Name state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String title(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  @GET
  @Path("{id}")
  public Response one(@PathParam("id") String id, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            HtmlAnswer.ok(
                new Pages.CoordinationOne(
                    frames.of(Section.COORDINATIONS, "Coordination " + id, call), find(id))));
  }

  @GET
  @Path("{id}/body")
  public Response part(@PathParam("id") String id)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.CoordinationBody(find(id))));
  }

  private CoordinationPage find(String text) throws JournalUnavailableException {
    TransactionId id = RequestParser.id(text);
    return role.needed()
        .find(id)
        .map(CoordinationViewMapper::whole)
        .map(found -> CoordinationPages.of(found, clock.now().wall()))
        .orElseThrow(() -> unknown(id));
  }

  static RequestRefusedException unknown(TransactionId id) {
    return new RequestRefusedException(
        ProblemType.UNKNOWN_COORDINATION, id + " was never begun at this coordinator");
  }
}
