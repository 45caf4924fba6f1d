package dev.lockstep.rest.restat;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestBodies;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TransactionResponses;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API by which a client has this gateway enlist in a REST-AT transaction (decision 14). */
@Path("/rest-at/transactions")
@Tag(name = "REST-AT")
@RunOnVirtualThread
public final class EnlistmentApi {
  private final RestAtEnlistment enlistment;
  private final RequestGuard guard;

  EnlistmentApi(RestAtEnlistment enlistment, RequestGuard guard) {
    this.enlistment = enlistment;
    this.guard = guard;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "stranger not-enlisted coordinator-silent"),
      operationId = "enlist",
      summary = "Take part in a REST-AT transaction",
      description =
          "Enlists this gateway at the transaction's coordinator, which asks for its vote when the "
              + "transaction is committed. Nothing is reserved and no machine is looked at before "
              + "that. The same body may be sent again. The transaction may come as Link header "
              + "with rel=\"durable-participant\" instead, as the coordinator gave it.")
  @APIResponse(
      responseCode = "201",
      description = "Enlisted; Location is the participant",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RestAtEnlistment.Enlisted.class)))
  public Response enlist(
      @Parameter(
              description = "the transaction's, with rel=\"durable-participant\" (RFC 8288)",
              schema = @Schema(type = SchemaType.STRING))
          @HeaderParam("Link")
          List<String> links,
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RequestBodies.Joining.class)))
          InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.VOTE,
        body,
        bytes -> {
          RequestParser.Joining joining =
              guard
                  .requests()
                  .joining(bytes, LinkHeader.to(RestAtCalls.DURABLE_PARTICIPANT, links));
          RestAtEnlistment.Enlisted enlisted = enlistment.enlist(joining, bytes);
          return TransactionResponses.created(enlisted.participant(), enlisted);
        });
  }
}
