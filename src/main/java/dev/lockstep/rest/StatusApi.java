package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of the gateway's status. */
@Path("/api/v1/status")
@Tag(name = "Status", description = "How the gateway stands, and what is kept of it")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class StatusApi {
  private final GatewayStatus status;
  private final RequestGuard guard;

  StatusApi(GatewayStatus status, RequestGuard guard) {
    this.status = status;
    this.guard = guard;
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      operationId = "getStatus",
      summary = "What a person must know, in ten seconds",
      description =
          "What waits for a person, with its cause and remedy, stands first. Lists are bounded;"
              + " `more` and `waitingMore` say how much is left out. Nothing is read from the disk.")
  @APIResponseSchema(
      value = StatusViews.Status.class,
      responseCode = "200",
      responseDescription = "At this moment")
  public Response get() throws JournalUnavailableException, OverloadedException {
    return guard.inside(Admission.Kind.LOOK, () -> TransactionResponses.json(200, status.now()));
  }
}
