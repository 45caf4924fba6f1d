package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.transaction.Requester;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of the reload of profiles and devices. */
@Path("/api/v1/reload")
@Tag(name = "Devices")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
public final class ReloadApi {
  private final DefinitionReload files;
  private final RequestGuard guard;

  ReloadApi(DefinitionReload files, RequestGuard guard) {
    this.files = files;
    this.guard = guard;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "faulty-definitions device-in-use"),
      operationId = "reload",
      summary = "Read profiles and device lists again",
      description =
          "All or nothing: one fault in one file, or one live transaction on a device whose address"
              + " or resources would change, and everything stays as it was. Live transactions keep"
              + " the commands that were voted for. Users, roles and certificates are taken over by"
              + " themselves; settings in application.properties need a restart.")
  @APIResponseSchema(
      value = ReloadViews.Result.class,
      responseCode = "200",
      responseDescription = "The files are in force")
  public Response reload(@RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          RequestBodies.Approval approval = guard.requests().approval(bytes);
          Operator operator = guard.operator(approval.operator(), approval.reason());
          Requester by = guard.recorded("reload", "profiles and devices", operator);
          return TransactionResponses.json(200, files.reload(by));
        });
  }
}
