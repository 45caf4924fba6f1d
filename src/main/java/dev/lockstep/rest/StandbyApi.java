package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of the two PCs of a line, on the active one; a standby answers the same by itself. */
@Path("/api/v1/standby")
@Tag(name = "Status")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class StandbyApi {
  private final LineDecisions line;
  private final RequestGuard guard;

  StandbyApi(LineDecisions line, RequestGuard guard) {
    this.line = line;
    this.guard = guard;
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "no-standby"),
      operationId = "readStandby",
      summary = "How the two PCs of the line stand")
  @APIResponseSchema(
      value = StandbyViews.LineView.class,
      responseCode = "200",
      responseDescription = "As this PC sees it")
  public Response read() {
    return TransactionResponses.json(200, line.standing());
  }

  @POST
  @Path("/alone")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "no-standby standby-refused"),
      operationId = "goAlone",
      summary = "Go on without the other PC",
      description =
          "The operator vouches that the other PC is off, and that it was not active since this one"
              + " was. It may not take over until it has been given everything again.")
  @APIResponseSchema(
      value = StandbyViews.WordView.class,
      responseCode = "200",
      responseDescription = "Taken")
  public Response alone(@RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return say(LineAdministration.LineWord.ALONE, body);
  }

  @POST
  @Path("/take-over")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "no-standby standby-refused"),
      operationId = "takeOver",
      summary = "Have this PC become the active one",
      description =
          "Said to the standby. Where the other PC answers it hands over in order; else its lease"
              + " is waited for. Refused where this PC lacks records, unless acceptLoss is true.")
  @APIResponseSchema(
      value = StandbyViews.WordView.class,
      responseCode = "200",
      responseDescription = "Taken")
  public Response takeOver(@RequestBodySchema(RequestBodies.Takeover.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return say(LineAdministration.LineWord.TAKE_OVER, body);
  }

  @POST
  @Path("/step-down")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "no-standby standby-refused"),
      operationId = "stepDown",
      summary = "Give the line to the other PC",
      description =
          "Said to the active PC: it stops writing, hands over what is confirmed, and ends its"
              + " process. Refused where the other one lacks records.")
  @APIResponseSchema(
      value = StandbyViews.WordView.class,
      responseCode = "200",
      responseDescription = "Taken")
  public Response stepDown(@RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return say(LineAdministration.LineWord.STEP_DOWN, body);
  }

  private Response say(LineAdministration.LineWord word, InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          RequestBodies.Takeover said = said(word, bytes);
          Operator operator = guard.operator(said.operator(), said.reason());
          return TransactionResponses.json(
              200, line.say(word, said.acceptLoss().orElse(false), operator));
        });
  }

  private RequestBodies.Takeover said(LineAdministration.LineWord word, byte[] bytes) {
    if (word == LineAdministration.LineWord.TAKE_OVER) {
      return guard.requests().takeover(bytes);
    }
    RequestBodies.Approval approval = guard.requests().approval(bytes);
    return new RequestBodies.Takeover(approval.reason(), approval.operator(), Optional.empty());
  }
}
