package dev.lockstep.rest.lra;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestBodies;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser.ActionJoining;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TransactionViews;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API by which a client has this gateway join a long running action (decision 74). */
@Path("/lra/participants")
@Tag(name = "LRA", description = "For coordinators of MicroProfile LRA: Narayana, WildFly, Quarkus")
@RunOnVirtualThread
public final class LraEnlistmentApi {
  private final LraEnlistment enlistment;
  private final RequestGuard guard;

  LraEnlistmentApi(LraEnlistment enlistment, RequestGuard guard) {
    this.enlistment = enlistment;
    this.guard = guard;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "stranger not-enlisted coordinator-silent"),
      operationId = "joinAction",
      summary = "Take part in a long running action",
      description =
          "Joins the action at its coordinator, and then prepares the commands: nothing moves, and"
              + " the machines are armed and reserved until the action is closed or cancelled. The"
              + " same body may be sent again. After any answer but 201, cancel the action.")
  @APIResponse(
      responseCode = "201",
      description = "Joined, with the vote COMMIT or READ_ONLY; Location is the participant",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = LraEnlistment.Joined.class)))
  @APIResponse(
      responseCode = "409",
      description = "The vote ROLLBACK: closed all the same, the participant fails to complete",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TransactionViews.Vote.class)))
  public Response join(
      @Parameter(
              description = "the action's address, as LRA clients propagate it",
              schema = @Schema(type = SchemaType.STRING))
          @HeaderParam(LraHeaders.CONTEXT)
          List<String> actions,
      @Parameter(
              description = "not supported: an action that is nested in another one is refused",
              schema = @Schema(type = SchemaType.STRING))
          @HeaderParam(LraHeaders.PARENT)
          Optional<String> parent,
      @RequestBody(
              required = true,
              content =
                  @Content(schema = @Schema(implementation = RequestBodies.ActionJoining.class)))
          InputStream body)
      throws JournalUnavailableException, OverloadedException {
    Optional<String> header = one(actions);
    return guard.inside(
        Admission.Kind.VOTE,
        body,
        bytes -> {
          ActionJoining joining = guard.requests().actionJoining(bytes, header);
          enlistment.checkTopLevel(joining.lra(), parent);
          return enlistment.join(joining, bytes, guard.requester());
        });
  }

  private static Optional<String> one(List<String> actions) {
    List<String> distinct = actions.stream().map(String::strip).distinct().toList();
    if (distinct.size() > 1) {
      throw RequestRefusedException.malformed(
          "/lra",
          "the header %s stands there %d times; send the one action that these commands belong to"
              .formatted(LraHeaders.CONTEXT, distinct.size()));
    }
    return distinct.stream().findFirst();
  }
}
