package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.participant.OverloadedException;
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
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API for damage in the decision log: which rows keep the coordinator from deciding, and how
 * an operator acknowledges them.
 */
@Path("/api/v1/decisions")
@Tag(name = "Journal")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class DecisionsApi {
  private final DecisionLogAccess memory;
  private final RequestGuard guard;
  private final DamageAcknowledgement acknowledgement;
  private final DamageAcknowledgement.Memory damaged;

  DecisionsApi(DecisionLogAccess memory, RequestGuard guard, TimeSource clock) {
    this.memory = memory;
    this.guard = guard;
    this.acknowledgement = new DamageAcknowledgement(guard, clock);
    this.damaged =
        new DamageAcknowledgement.Memory(
            "document",
            "GET /api/v1/decisions",
            (place, who, reason, at) -> memory.needed().acknowledge(place, who, reason, at),
            JournalViews.Acknowledged::ofDecision);
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "coordinator-off"),
      operationId = "getDecisionLog",
      summary = "Whether decisions may rest on the coordinator's log",
      description = "While there is any trouble, no coordination is begun.")
  @APIResponseSchema(
      value = JournalViews.Standing.class,
      responseCode = "200",
      responseDescription = "Troubles, and the damaged rows among them; none is well")
  public Response get() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          SqliteDecisionLog<?> log = memory.needed();
          return TransactionResponses.json(
              200, JournalViews.Standing.of(log.troubles(), log.damages()));
        });
  }

  @POST
  @Path("damages/{position}/acknowledge")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "coordinator-off unknown-damage"),
      operationId = "acknowledgeDecisionDamage",
      summary = "Put a damaged document aside",
      description =
          "Only after a look at the gateways it was about. Its bytes are kept with name and reason;"
              + " its coordination is unknown here from then on. May be repeated: what was said"
              + " first stands.")
  @APIResponseSchema(
      value = JournalViews.Acknowledged.class,
      responseCode = "200",
      responseDescription = "Put aside, now or before")
  public Response acknowledge(
      @Parameter(description = "as GET /api/v1/decisions gives it", example = "17")
          @PathParam("position")
          String position,
      @RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return acknowledgement.acknowledge(damaged, position, body);
  }
}
