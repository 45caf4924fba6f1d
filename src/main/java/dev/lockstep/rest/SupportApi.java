package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of the support archive. */
@Path("/api/v1/support")
@Tag(name = "Status")
@RunOnVirtualThread
public final class SupportApi {
  private static final String ZIP = "application/zip";

  private final SupportSource source;
  private final RequestGuard guard;

  SupportApi(SupportSource source, RequestGuard guard) {
    this.source = source;
    this.guard = guard;
  }

  @GET
  @RolesAllowed(Roles.OPERATOR)
  @Produces({ZIP, Problem.MEDIA_TYPE})
  @Operation(
      operationId = "getSupport",
      summary = "One archive for a person who helps from afar",
      description =
          "Version, settings, health, metrics, status, the newest transactions, the catalog's"
              + " report, a thread dump, and the end of the log where one is kept. No passwords,"
              + " keys or tokens; names of machines and persons are in it.")
  @APIResponse(
      responseCode = "200",
      description = "A ZIP archive",
      content =
          @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public Response get() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          SupportSource.SupportArchive archive = source.archive();
          StreamingOutput body = archive::writeTo;
          return Response.ok(body, ZIP)
              .header(
                  HttpHeaders.CONTENT_DISPOSITION,
                  "attachment; filename=\"" + archive.fileName() + "\"")
              .build();
        });
  }
}
