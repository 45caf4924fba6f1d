package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.participant.Overloaded;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What keeps the coordinator's log from carrying decisions, and an operator's way out of it. */
@Path("/api/v1/decisions")
@Tag(name = "Journal")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class DecisionsApi {
  private final DecisionMemory memory;
  private final Entrance entrance;
  private final Acknowledging acknowledging;
  private final Acknowledging.Memory damaged;

  DecisionsApi(DecisionMemory memory, Entrance entrance, TimeSource clock) {
    this.memory = memory;
    this.entrance = entrance;
    this.acknowledging = new Acknowledging(entrance, clock);
    this.damaged =
        new Acknowledging.Memory(
            "document",
            "GET /api/v1/decisions",
            (place, who, reason, at) -> memory.needed().acknowledge(place, who, reason, at),
            JournalBodies.Acknowledged::ofDecision);
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      summary = "Whether decisions may rest on the coordinator's log",
      description = "While there is any trouble, no coordination is begun.")
  @APIResponseSchema(
      value = JournalBodies.Standing.class,
      responseCode = "200",
      responseDescription = "Troubles, and the damaged rows among them; none is well")
  public Response get() throws JournalUnavailable, Overloaded {
    return entrance.inside(
        Admission.Kind.LOOK,
        () -> {
          SqliteDecisionLog log = memory.needed();
          return Answers.json(200, JournalBodies.Standing.of(log.troubles(), log.damages()));
        });
  }

  @POST
  @Path("damages/{position}/acknowledge")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      summary = "Put a damaged document aside",
      description =
          "Only after a look at the gateways it was about. Its bytes are kept with name and reason;"
              + " its coordination is unknown here from then on. May be repeated: what was said"
              + " first stands.")
  @APIResponseSchema(
      value = JournalBodies.Acknowledged.class,
      responseCode = "200",
      responseDescription = "Put aside, now or before")
  @APIResponse(responseCode = "404", description = "unknown-damage")
  public Response acknowledge(
      @Parameter(description = "as GET /api/v1/decisions gives it", example = "17")
          @PathParam("position")
          String position,
      @RequestBodySchema(Asked.Acknowledge.class) InputStream body)
      throws JournalUnavailable, Overloaded {
    return acknowledging.acknowledge(damaged, position, body);
  }
}
