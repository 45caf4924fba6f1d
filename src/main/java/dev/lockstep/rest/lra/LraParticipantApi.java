package dev.lockstep.rest.lra;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.lra.LraStatus.Ending;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API of an LRA participant, as coordinators call it (decision 74). Another protocol for the
 * same participant, without semantics of its own.
 */
@Path("/lra/participants/{id}")
@Tag(name = "LRA")
@RunOnVirtualThread
public final class LraParticipantApi {
  static final String PARTICIPANTS = "/lra/participants/";
  static final String COMPLETE = "/complete";
  static final String COMPENSATE = "/compensate";
  static final String AFTER = "/after";

  private static final String WORD = "^[A-Za-z]+$";
  private static final String UNKNOWN = "unknown-transaction";
  private static final int STATUS_BYTES_MAX = 256;

  private final LraParticipation participation;
  private final RequestGuard guard;

  LraParticipantApi(LraParticipation participation, RequestGuard guard) {
    this.participation = participation;
    this.guard = guard;
  }

  @PUT
  @Path(COMPLETE)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = UNKNOWN),
      operationId = "completeParticipant",
      summary = "The action closes: commit",
      description = "503 without a body: not taken; the same may be sent again. 404: not known.")
  @APIResponse(responseCode = "200", description = "The machines have moved")
  @APIResponse(responseCode = "202", description = "It goes on by itself; ask for its status")
  @APIResponse(
      responseCode = "409",
      description = "FailedToComplete: it ended otherwise, and is kept until it is forgotten",
      content =
          @Content(
              mediaType = MediaType.TEXT_PLAIN,
              schema = @Schema(type = SchemaType.STRING, pattern = WORD)))
  public Response complete(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return end(name, Ending.CLOSE);
  }

  @PUT
  @Path(COMPENSATE)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      operationId = "compensateParticipant",
      summary = "The action is cancelled: roll back",
      description =
          "Also for what is not known here, which is refused when it comes later. 503 without a"
              + " body: not taken; the same may be sent again.")
  @APIResponse(responseCode = "200", description = "Nothing has moved, and nothing will")
  @APIResponse(responseCode = "202", description = "It goes on by itself; ask for its status")
  @APIResponse(
      responseCode = "409",
      description = "FailedToCompensate: it ended otherwise, and is kept until it is forgotten",
      content =
          @Content(
              mediaType = MediaType.TEXT_PLAIN,
              schema = @Schema(type = SchemaType.STRING, pattern = WORD)))
  public Response compensate(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return end(name, Ending.CANCEL);
  }

  private Response end(String name, Ending ending)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        () -> participation.end(RequestParser.id(name), ending, guard.requester()));
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = UNKNOWN),
      operationId = "getActionStatus",
      summary = "How the participant stands, as plain text",
      description =
          "Active where its vote is COMMIT and it was told nothing; Completing, Completed,"
              + " FailedToComplete, Compensating, Compensated or FailedToCompensate.")
  @APIResponse(
      responseCode = "200",
      description = "Known here",
      content =
          @Content(
              mediaType = MediaType.TEXT_PLAIN,
              schema = @Schema(type = SchemaType.STRING, pattern = WORD)))
  @APIResponse(
      responseCode = "202",
      description = "It has ended, and the coordinator does not say how the action is to end")
  public Response status(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(Admission.Kind.LOOK, () -> participation.status(RequestParser.id(name)));
  }

  @DELETE
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "not-ended"),
      operationId = "forgetActionParticipant",
      summary = "Forget: the coordinator has taken a failure",
      description = "What ended as the action did counts as forgotten when the action is over.")
  @APIResponse(responseCode = "200", description = "Forgotten")
  public Response forget(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        () -> participation.forget(RequestParser.id(name), guard.requester()));
  }

  @PUT
  @Path(AFTER)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      operationId = "afterAction",
      summary = "The action is over",
      description =
          "Closed, Cancelled, FailedToClose or FailedToCancel, as plain text. 503 without a body:"
              + " not over here; the same may be sent again.")
  @APIResponse(responseCode = "200", description = "Heard")
  public Response after(
      @PathParam("id") String name,
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.TEXT_PLAIN,
                      schema = @Schema(type = SchemaType.STRING, pattern = WORD)))
          InputStream body)
      throws JournalUnavailableException, OverloadedException {
    LraStatus status =
        LraStatus.read(guard.whole(body, STATUS_BYTES_MAX))
            .filter(LraStatus::last)
            .orElseThrow(
                () ->
                    RequestRefusedException.malformed(
                        "",
                        "one of Closed, Cancelled, FailedToClose and FailedToCancel was expected"));
    return guard.inside(
        Admission.Kind.DECISION,
        () -> participation.after(RequestParser.id(name), status, guard.requester()));
  }
}
