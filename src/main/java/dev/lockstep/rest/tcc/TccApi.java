package dev.lockstep.rest.tcc;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestBodies;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
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
import org.jspecify.annotations.Nullable;

/**
 * HTTP API of a TCC branch, as DTM and its clients call it (decision 75): one address for try,
 * confirm and cancel. Another protocol for the same participant, without semantics of its own.
 */
@Path("/tcc/branches")
@Tag(name = "TCC", description = "For coordinators that speak DTM's HTTP protocol")
@RunOnVirtualThread
public final class TccApi {
  private static final String TRY = "try";
  private static final String CONFIRM = "confirm";
  private static final String CANCEL = "cancel";

  private final TccParticipation participation;
  private final RequestGuard guard;

  TccApi(TccParticipation participation, RequestGuard guard) {
    this.participation = participation;
    this.guard = guard;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions =
          @Extension(name = PROBLEMS, value = "stranger unknown-transaction other-commands"),
      operationId = "callBranch",
      summary = "Try, confirm or cancel a branch of a TCC transaction",
      description =
          "Try prepares the commands: nothing moves, and the machines are armed and reserved until"
              + " confirm (commit) or cancel (rollback), whose bodies are not read. A cancel"
              + " without a try succeeds, and a try that comes after it fails.")
  @APIResponse(
      responseCode = "200",
      description = "SUCCESS: voted COMMIT or READ_ONLY, committed, or rolled back",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TccAnswers.BranchResult.class)))
  @APIResponse(
      responseCode = "409",
      description = "FAILURE: voted ROLLBACK, or ended otherwise",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TccAnswers.BranchResult.class)))
  @APIResponse(
      responseCode = "425",
      description = "ONGOING: not finished, or not taken; the same may be sent again",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TccAnswers.BranchResult.class)))
  public Response call(
      @Parameter(description = "id of the global transaction") @QueryParam("gid")
          @Nullable String gid,
      @Parameter(description = "id of the branch") @QueryParam("branch_id") @Nullable String branch,
      @Parameter(
              description = "tcc",
              schema = @Schema(type = SchemaType.STRING, enumeration = "tcc"))
          @QueryParam("trans_type")
          @Nullable String type,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {TRY, CONFIRM, CANCEL}))
          @QueryParam("op")
          @Nullable String op,
      @Parameter(
              description =
                  "the DTM server, which is asked in doubt, where it is on the configured list; of"
                      + " a try",
              schema = @Schema(type = SchemaType.STRING))
          @QueryParam("dtm")
          Optional<String> server,
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RequestBodies.Prepare.class)))
          InputStream body)
      throws JournalUnavailableException, OverloadedException {
    TccBranch of = TccBranch.of(gid, branch, type);
    return TRY.equals(op)
        ? guard.inside(
            Admission.Kind.VOTE,
            body,
            bytes ->
                participation.attempt(
                    of,
                    server,
                    guard.requests().prepare(of.id().value(), bytes, false),
                    guard.requester()))
        : decided(of, op);
  }

  @GET
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction"),
      operationId = "decideBranch",
      summary = "Confirm or cancel a branch that was registered without data",
      description =
          "As DTM does it where it has no body to send. The header Content-Type: application/json,"
              + " which it sends all the same, is needed: no page in a browser can send it.")
  @APIResponse(
      responseCode = "200",
      description = "SUCCESS: committed, or rolled back",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TccAnswers.BranchResult.class)))
  @APIResponse(
      responseCode = "409",
      description = "FAILURE: it ended otherwise",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TccAnswers.BranchResult.class)))
  @APIResponse(
      responseCode = "425",
      description = "ONGOING: not finished, or not taken; the same may be sent again",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TccAnswers.BranchResult.class)))
  public Response decide(
      @Parameter(description = "id of the global transaction") @QueryParam("gid")
          @Nullable String gid,
      @Parameter(description = "id of the branch") @QueryParam("branch_id") @Nullable String branch,
      @Parameter(
              description = "tcc",
              schema = @Schema(type = SchemaType.STRING, enumeration = "tcc"))
          @QueryParam("trans_type")
          @Nullable String type,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {CONFIRM, CANCEL}))
          @QueryParam("op")
          @Nullable String op,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String sent)
      throws JournalUnavailableException, OverloadedException {
    if (sent == null || !sent.startsWith(MediaType.APPLICATION_JSON)) {
      throw new RequestRefusedException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "send Content-Type: application/json, though there is no body");
    }
    return decided(TccBranch.of(gid, branch, type), op);
  }

  private Response decided(TccBranch branch, @Nullable String op)
      throws JournalUnavailableException, OverloadedException {
    return switch (op) {
      case CONFIRM ->
          guard.inside(
              Admission.Kind.DECISION, () -> participation.confirm(branch.id(), guard.requester()));
      case CANCEL ->
          guard.inside(
              Admission.Kind.DECISION, () -> participation.cancel(branch.id(), guard.requester()));
      case null, default ->
          throw RequestRefusedException.malformed(
              "/op", "one of try (as POST), confirm and cancel was expected");
    };
  }
}
