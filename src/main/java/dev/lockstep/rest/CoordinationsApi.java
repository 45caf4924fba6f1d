package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Coordinator;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** HTTP API of the coordinator role (decision 6), which is off by default. */
@Path("/api/v1/coordinations")
@Tag(
    name = "Coordinations",
    description = "The coordinator role, for plants that have no coordinator")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class CoordinationsApi {
  private static final List<Coordination.Name> KEPT =
      List.of(Coordination.Name.PREPARING, Coordination.Name.DECIDED, Coordination.Name.ENDED);

  private final CoordinatorRole role;
  private final CoordinationDesk desk;
  private final RequestGuard guard;
  private final Admission admission;
  private final PageRequest<Coordination.Name> paging;

  CoordinationsApi(
      CoordinatorRole role, CoordinationDesk desk, RequestLimits limits, RequestGuard guard) {
    this.role = role;
    this.desk = desk;
    this.guard = guard;
    this.admission = desk.admission();
    this.paging = new PageRequest<>("/api/v1/coordinations", KEPT, limits.pageMax());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "coordinator-off other-commands too-slow"),
      operationId = "coordinate",
      summary = "Have commands done at several gateways, all or none",
      description =
          "Asks every gateway for its vote, decides, makes the decision durable, and tells it until "
              + "every gateway has confirmed. The same id with the same body may be repeated and "
              + "gets the same answer.")
  @APIResponseSchema(
      value = CoordinationViews.Coordination.class,
      responseCode = "200",
      responseDescription = "Ended, with the confirmed result; look at outcome")
  @APIResponse(
      responseCode = "202",
      description =
          "It goes on by itself, here or at another coordinator of the same ensemble; ask again at "
              + "Location",
      content = @Content(schema = @Schema(implementation = CoordinationViews.Coordination.class)))
  public Response post(@RequestBodySchema(RequestBodies.Coordinate.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    role.needed();
    CoordinationRequests requests = desk.requests();
    try (BodyBudget.ReceivedBody received = desk.budget().whole(body, requests.bodyMax())) {
      return admission.inside(
          Admission.Kind.VOTE,
          () -> {
            CoordinationPlan plan = requests.plan(received.bytes(), role.clock().now().wall());
            guard.noted("coordination", plan.id().value());
            CoordinationRecord stands = desk.submit(plan);
            return CoordinationDesk.answer(plan.id(), stands, CoordinationViewMapper.whole(stands));
          });
    }
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-coordination coordinator-off"),
      operationId = "getCoordination",
      summary = "All that is known of a coordination, with its timeline",
      description = "Also while it is under way: `state` says how far it has come.")
  @APIResponseSchema(
      value = CoordinationViews.Coordination.class,
      responseCode = "200",
      responseDescription = "Known here")
  public Response get(@PathParam("id") String id)
      throws JournalUnavailableException, OverloadedException {
    return admission.inside(
        Admission.Kind.LOOK,
        () -> {
          return TransactionResponses.json(200, CoordinationViewMapper.whole(found(id)));
        });
  }

  @GET
  @Path("{id}/decision")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-coordination coordinator-off"),
      operationId = "getDecision",
      summary = "What was decided",
      description =
          "What a gateway in doubt asks for. COMMIT and ABORT are durable and never change. 404 is "
              + "not ABORT: whatever was begun here is known here.")
  @APIResponseSchema(
      value = CoordinationViews.Decision.class,
      responseCode = "200",
      responseDescription = "COMMIT, ABORT or UNDECIDED")
  public Response decision(@PathParam("id") String id)
      throws JournalUnavailableException, OverloadedException {
    return admission.inside(
        Admission.Kind.DECISION,
        () -> {
          return TransactionResponses.json(200, CoordinationViewMapper.decision(found(id)));
        });
  }

  private CoordinationRecord found(String text) throws JournalUnavailableException {
    Coordinator coordinator = role.needed();
    TransactionId id = RequestParser.id(text);
    return coordinator
        .find(id)
        .orElseThrow(
            () ->
                new RequestRefusedException(
                        ProblemType.UNKNOWN_COORDINATION,
                        id + " was never begun at this coordinator")
                    .with("id", id.value()));
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "coordinator-off"),
      operationId = "listCoordinations",
      summary = "Coordinations in the order of their ids",
      description = "`next` leads to the following page; a page may be shorter than asked for.")
  @APIResponseSchema(
      value = CoordinationViews.Page.class,
      responseCode = "200",
      responseDescription = "A page")
  public Response list(
      @Parameter(description = "only these", example = "DECIDED") @QueryParam("state")
          @Nullable String state,
      @Parameter(description = "how many at most; 50 where nothing is said", example = "50")
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(description = "behind this id") @QueryParam("after") @Nullable String after)
      throws JournalUnavailableException, OverloadedException {
    Coordinator coordinator = role.needed();
    PageRequest.Parameters<Coordination.Name> parameters = paging.asked(state, limit, after);
    return admission.inside(
        Admission.Kind.LOOK,
        () -> {
          Coordinator.Page page =
              coordinator.page(parameters.state(), parameters.after(), parameters.limit());
          return TransactionResponses.json(200, page(parameters, page));
        });
  }

  private CoordinationViews.Page page(
      PageRequest.Parameters<Coordination.Name> parameters, Coordinator.Page page) {
    return new CoordinationViews.Page(
        page.records().stream().map(CoordinationViewMapper::row).toList(),
        page.unreadable(),
        page.next().map(id -> paging.next(parameters, id)));
  }
}
