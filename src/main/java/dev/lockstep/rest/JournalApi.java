package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
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
 * HTTP API for damage in the journal: what keeps the gateway from voting COMMIT, and how an
 * operator acknowledges it (P9).
 */
@Path("/api/v1/journal")
@Tag(name = "Journal", description = "Whether votes may rest on the journal")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class JournalApi {
  private final SqliteJournal journal;
  private final RequestGuard guard;
  private final DamageAcknowledgement acknowledgement;
  private final DamageAcknowledgement.Memory damaged;

  JournalApi(SqliteJournal journal, RequestGuard guard, TimeSource clock) {
    this.journal = journal;
    this.guard = guard;
    this.acknowledgement = new DamageAcknowledgement(guard, clock);
    this.damaged =
        new DamageAcknowledgement.Memory(
            "row", "GET /api/v1/journal", journal::acknowledge, JournalViews.Acknowledged::of);
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      operationId = "getJournal",
      summary = "Whether votes may rest on the journal",
      description =
          "While there is any trouble, no vote is COMMIT. While entries are missing, every call for"
              + " a transaction that is not found is 503.")
  @APIResponseSchema(
      value = JournalViews.Standing.class,
      responseCode = "200",
      responseDescription = "Troubles, and the damaged rows among them; none is well")
  public Response get() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            TransactionResponses.json(
                200, JournalViews.Standing.of(journal.troubles(), journal.damages())));
  }

  @POST
  @Path("damages/{position}/acknowledge")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-damage"),
      operationId = "acknowledgeJournalDamage",
      summary = "Put a damaged row aside",
      description =
          "Only after a look at the machines. The row's bytes are kept with name and reason; its "
              + "transaction is unknown here from then on, and what it held is free. May be "
              + "repeated: what was said first stands.")
  @APIResponseSchema(
      value = JournalViews.Acknowledged.class,
      responseCode = "200",
      responseDescription = "Put aside, now or before")
  public Response acknowledge(
      @Parameter(description = "as GET /api/v1/journal gives it", example = "17")
          @PathParam("position")
          String position,
      @RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return acknowledgement.acknowledge(damaged, position, body);
  }
}
