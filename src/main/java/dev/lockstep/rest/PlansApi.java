package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.coordinator.CoordinationRecord;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of plans: coordinations that have a name (decision 54). */
@Path("/api/v1/plans")
@Tag(name = "Plans", description = "Coordinations with a name and parameters")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class PlansApi {
  private static final String SCHEMA_TYPE = "application/schema+json";

  /** A packaged copy of {@code src/site/markdown/plan-v1.schema.json}. */
  private static final String SCHEMA = "/pages/plan-v1.schema.json";

  private final Plans plans;
  private final CoordinationDesk desk;
  private final RequestGuard guard;

  PlansApi(Plans plans, CoordinationDesk desk, RequestGuard guard) {
    this.plans = plans;
    this.desk = desk;
    this.guard = guard;
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "coordinator-off plans-unreadable"),
      operationId = "listPlans",
      summary = "The plans of the folder",
      description = "As they lie there now, those with faults among them.")
  @APIResponseSchema(
      value = PlanViews.Listing.class,
      responseCode = "200",
      responseDescription = "In the order of their names")
  public Response list() throws JournalUnavailableException, OverloadedException {
    return guard.inside(Admission.Kind.LOOK, () -> TransactionResponses.json(200, plans.list()));
  }

  @GET
  @Path("{name}")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions =
          @Extension(name = PROBLEMS, value = "coordinator-off unknown-plan plans-unreadable"),
      operationId = "getPlan",
      summary = "A plan, its parameters with their limits, and what it does",
      description = "`version` is a digest of its text: send it with a run to play this one only.")
  @APIResponseSchema(
      value = PlanViews.Definition.class,
      responseCode = "200",
      responseDescription = "With its faults, where it has any")
  public Response get(@Parameter(example = "changeover") @PathParam("name") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> TransactionResponses.json(200, plans.definition(name)));
  }

  @GET
  @Path("schema")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Produces({SCHEMA_TYPE, Problem.MEDIA_TYPE})
  @Operation(
      operationId = "getPlanSchema",
      summary = "The JSON Schema of plans",
      description = "For editors. Also in the folder docs.")
  @APIResponse(
      responseCode = "200",
      description = "JSON Schema 2020-12",
      content = @Content(mediaType = SCHEMA_TYPE, schema = @Schema(type = SchemaType.OBJECT)))
  public Response schema() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> Response.ok(PackagedPage.octets(SCHEMA)).type(SCHEMA_TYPE).build());
  }

  @POST
  @Path("check")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value = "coordinator-off unknown-plan plan-changed plans-unreadable"),
      operationId = "checkPlan",
      summary = "What is wrong with a plan and its parameters",
      description =
          "Every fault at once, with its place. The gateways that can be reached are asked what"
              + " their devices can do; one that cannot is a warning. No machine is asked"
              + " anything.")
  @APIResponseSchema(
      value = PlanViews.Report.class,
      responseCode = "200",
      responseDescription = "Checked; look at ok")
  public Response check(@RequestBodySchema(RequestBodies.PlanCall.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return called(
        Admission.Kind.LOOK, body, call -> TransactionResponses.json(200, plans.check(call)));
  }

  @POST
  @Path("dry-run")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value =
                  "coordinator-off unknown-plan plan-changed plan-faulty plans-unreadable"
                      + " other-commands too-slow"),
      operationId = "dryRunPlan",
      summary = "Prepare a plan everywhere, show the votes, roll back",
      description =
          "The gateways are asked in earnest, and machines that can be armed are armed and"
              + " disarmed. ROLLBACK is decided before the first one is asked, so that nothing can"
              + " make a COMMIT of it. Its id begins with `dry-run.`.")
  @APIResponseSchema(
      value = PlanViews.DryRun.class,
      responseCode = "200",
      responseDescription = "Every gateway has confirmed that it rolled back")
  @APIResponse(
      responseCode = "202",
      description =
          "Not every gateway has confirmed yet; it goes on by itself, ask again at Location",
      content = @Content(schema = @Schema(implementation = PlanViews.DryRun.class)))
  public Response dryRun(@RequestBodySchema(RequestBodies.PlanCall.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return called(
        Admission.Kind.VOTE,
        body,
        call -> {
          CoordinationRecord record = plans.dryRun(call);
          return CoordinationDesk.answer(id(record), record, Plans.view(record));
        });
  }

  @POST
  @Path("run")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value =
                  "coordinator-off unknown-plan plan-changed plan-faulty plans-unreadable"
                      + " other-commands too-slow"),
      operationId = "runPlan",
      summary = "Play a plan: all of it, or nothing",
      description =
          "The same as a coordination with the plan's participants and commands. The same id with"
              + " the same plan and parameters may be repeated and gets the same answer.")
  @APIResponseSchema(
      value = CoordinationViews.Coordination.class,
      responseCode = "200",
      responseDescription = "Ended, with the confirmed result; look at outcome")
  @APIResponse(
      responseCode = "202",
      description = "It goes on by itself; ask again at Location",
      content = @Content(schema = @Schema(implementation = CoordinationViews.Coordination.class)))
  public Response run(@RequestBodySchema(RequestBodies.PlanCall.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return called(
        Admission.Kind.VOTE,
        body,
        call -> {
          CoordinationRecord record = plans.run(call);
          return CoordinationDesk.answer(id(record), record, CoordinationViewMapper.whole(record));
        });
  }

  private static TransactionId id(CoordinationRecord record) {
    return record.coordination().work().orElseThrow().id();
  }

  /** What is done with a call that was understood. */
  private interface Played {
    Response answer(PlanCall call) throws JournalUnavailableException;
  }

  private Response called(Admission.Kind kind, InputStream body, Played played)
      throws JournalUnavailableException, OverloadedException {
    try (BodyBudget.ReceivedBody received = desk.budget().whole(body, desk.requests().bodyMax())) {
      return desk.admission()
          .inside(kind, () -> played.answer(plans.requests().call(received.bytes())));
    }
  }
}
