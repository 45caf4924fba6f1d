package dev.lockstep.rest;

import dev.lockstep.journal.AuditEntry;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * HTTP API of the audit log (P14). For operators: names of failed logins are among it, and people
 * type passwords where names belong.
 */
@Path("/api/v1/audit")
@Tag(name = "Audit", description = "Who did what, from where")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class AuditApi {
  private static final String PATH = "/api/v1/audit";
  private static final int LIMIT_USUAL = 50;

  private final AuditLog audit;
  private final RequestGuard guard;

  AuditApi(AuditLog audit, RequestGuard guard) {
    this.audit = audit;
    this.guard = guard;
  }

  @GET
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      operationId = "listAuditRecords",
      summary = "Who did what, from where; the newest first",
      description = "`next` leads to older records. A transition is recorded within seconds.")
  @APIResponseSchema(
      value = AuditViews.Page.class,
      responseCode = "200",
      responseDescription = "A page")
  public Response list(
      @Parameter(description = "how many at most; 50 where nothing is said", example = "50")
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(description = "only records before this number", example = "4711")
          @QueryParam("before")
          @Nullable String before)
      throws JournalUnavailableException, OverloadedException {
    int most = guard.limits().pageMax();
    int rows = (int) number("limit", limit, Math.min(LIMIT_USUAL, most), most);
    long behind = number("before", before, Long.MAX_VALUE, Long.MAX_VALUE);
    return guard.inside(
        Admission.Kind.LOOK,
        () -> TransactionResponses.json(200, page(audit.page(behind, rows), rows)));
  }

  private static AuditViews.Page page(List<AuditEntry> entries, int limit) {
    boolean more = entries.size() == limit && entries.getLast().number() > 1;
    return new AuditViews.Page(
        entries.stream().map(AuditViews.Row::of).toList(),
        more
            ? Optional.of(
                "%s?limit=%d&before=%d".formatted(PATH, limit, entries.getLast().number()))
            : Optional.empty());
  }

  private static long number(String name, @Nullable String text, long usual, long most) {
    if (text == null) {
      return usual;
    }
    String expected = "a whole number from 1 to %d was expected".formatted(most);
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException wrong) {
      throw RequestRefusedException.parameter(name, expected);
    }
    throw RequestRefusedException.parameter(name, expected);
  }

  @GET
  @Path("head")
  @RolesAllowed({Roles.OPERATOR, Roles.VIEWER})
  @Operation(
      operationId = "getAuditHead",
      summary = "Where the chain has come to",
      description =
          "Kept where no user of this host can write, it shows later whether the chain was cut or"
              + " rewritten: lockstep journal verify --head NUMBER:SHA256")
  @APIResponseSchema(
      value = AuditViews.Head.class,
      responseCode = "200",
      responseDescription = "Number and hash of the newest record")
  public Response head() throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          AuditEntry.Head head = audit.head();
          return TransactionResponses.json(200, new AuditViews.Head(head.number(), head.hash()));
        });
  }
}
