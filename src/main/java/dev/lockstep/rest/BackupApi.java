package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.journal.BackupFailedException;
import dev.lockstep.journal.BackupFolder;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP API of backups. */
@Path("/api/v1/backup")
@Tag(name = "Status")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class BackupApi {
  private final BackupTaker taker;
  private final RequestGuard guard;

  /** One at a time: a second one would only take the disk's time from the votes. */
  private final Semaphore turn = new Semaphore(1);

  BackupApi(BackupTaker taker, RequestGuard guard) {
    this.taker = taker;
    this.guard = guard;
  }

  /** The answer. */
  @RegisterForReflection
  @Schema(name = "Backup", description = "A backup that was taken")
  record Taken(
      @Schema(description = "the folder on the gateway's host") String path,
      Instant at,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<CopiedFile> files,
      @Schema(description = "of all files") long bytes,
      @Schema(description = "how many backups there are now") int kept) {
    static Taken of(BackupFolder.Backup backup) {
      List<CopiedFile> files =
          backup.copies().stream().map(each -> new CopiedFile(each.name(), each.bytes())).toList();
      return new Taken(
          backup.folder().toString(),
          backup.at(),
          files,
          files.stream().mapToLong(CopiedFile::bytes).sum(),
          backup.kept());
    }
  }

  /** One of its files. */
  @RegisterForReflection
  @Schema(name = "BackupFile", description = "A database of the backup")
  record CopiedFile(@Schema(examples = "journal.db") String name, long bytes) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "backup-under-way backup-failed"),
      operationId = "takeBackup",
      summary = "Take a backup while the gateway runs",
      description =
          "Journal, decisions, audit log and outbox are copied into a folder of their own below"
              + " lockstep.backup.path, each as of one moment. The oldest backups go beyond"
              + " lockstep.backup.kept-max. A copy knows that it is one: a gateway that is started"
              + " with it takes no votes until an operator has acknowledged that.")
  @APIResponseSchema(
      value = Taken.class,
      responseCode = "200",
      responseDescription = "Taken, and on the disk")
  public Response take(@RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          RequestBodies.Approval approval = guard.requests().approval(bytes);
          Operator operator = guard.operator(approval.operator(), approval.reason());
          if (!turn.tryAcquire()) {
            throw new RequestRefusedException(
                ProblemType.BACKUP_UNDER_WAY, "one is being made; this one can follow it");
          }
          try {
            var unused = guard.recorded("backup", "", operator);
            return TransactionResponses.json(200, Taken.of(taker.take()));
          } catch (BackupFailedException failed) {
            throw new RequestRefusedException(
                ProblemType.BACKUP_FAILED, String.valueOf(failed.getMessage()));
          } finally {
            turn.release();
          }
        });
  }
}
