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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of the outbox: how far each channel has come, and why it does not go on. */
@Path("/api/v1/outbox")
@Tag(name = "Outbox", description = "What the gateway tells over the plant's bus")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class OutboxApi {
  private static final String SCHEMA_TYPE = "application/schema+json";

  /** A packaged copy of {@code src/site/markdown/events-v1.schema.json}. */
  private static final String SCHEMA = "/pages/events-v1.schema.json";

  private final OutboxReader outbox;
  private final RequestGuard guard;

  OutboxApi(OutboxReader outbox, RequestGuard guard) {
    this.outbox = outbox;
    this.guard = guard;
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      operationId = "getOutbox",
      summary = "How far each channel has told what happens here",
      description =
          "A channel that lags is no fault of the gateway: votes do not wait for it. What is"
              + " dropped is never a promise, only the telling of it.")
  @APIResponseSchema(
      value = OutboxViews.Standing.class,
      responseCode = "200",
      responseDescription = "Cursor, lag, last error and what was dropped, by channel")
  public Response get() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> TransactionResponses.json(200, outbox.standing()));
  }

  @GET
  @Path("schema")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Produces({SCHEMA_TYPE, Problem.MEDIA_TYPE})
  @Operation(
      operationId = "getOutboxSchema",
      summary = "The JSON Schema of the events",
      description = "The `dataschema` of every event names it. Also in the folder docs.")
  @APIResponse(
      responseCode = "200",
      description = "JSON Schema 2020-12",
      content = @Content(mediaType = SCHEMA_TYPE, schema = @Schema(type = SchemaType.OBJECT)))
  public Response schema() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> Response.ok(PackagedPage.octets(SCHEMA)).type(SCHEMA_TYPE).build());
  }
}
