package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.transaction.State;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** HTTP API that shows transactions: one whole, and all page by page. */
@Path("/api/v1/transactions")
@Tag(name = "Transactions")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class TransactionListApi {
  /** The states that a journal holds. */
  private static final List<State.Name> KEPT =
      Arrays.stream(State.Name.values()).filter(each -> each != State.Name.ABSENT).toList();

  private final JournalQueries queries;
  private final TransactionDetails details;
  private final RequestGuard guard;
  private final PageRequest<State.Name> paging;

  TransactionListApi(JournalQueries queries, TransactionDetails details, RequestGuard guard) {
    this.details = details;
    this.queries = queries;
    this.guard = guard;
    this.paging = new PageRequest<>("/api/v1/transactions", KEPT, guard.limits().pageMax());
  }

  @GET
  @Path("{id}")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR, Roles.SIBLING})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction"),
      operationId = "getTransaction",
      summary = "All that is known of a transaction",
      description = "State, vote, every command with its progress and evidence, and the history.")
  @APIResponseSchema(
      value = TransactionViews.Transaction.class,
      responseCode = "200",
      responseDescription = "Known here")
  public Response get(@Parameter(description = TransactionsApi.ID) @PathParam("id") String id)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          return TransactionResponses.json(200, details.describe(RequestParser.id(id)));
        });
  }

  @GET
  @Path("{id}/readings")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction"),
      operationId = "getTransactionReadings",
      summary = "What the devices of a transaction show now",
      description =
          "Before an operator decides: each resource that its commands write, read, require or are"
              + " verified by, read at this moment, beside what is wanted of it and what it showed"
              + " at the vote. What cannot be read says why. Nothing is written.")
  @APIResponseSchema(
      value = TransactionViews.Readings.class,
      responseCode = "200",
      responseDescription = "What the devices say; none where the transaction has no commands")
  public Response readings(
      @Parameter(description = TransactionsApi.ID, example = "changeover-7") @PathParam("id")
          String id)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> TransactionResponses.json(200, details.readings(RequestParser.id(id))));
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      operationId = "listTransactions",
      summary = "Transactions, the newest first",
      description = "As the journal has them; `next` leads to the following page.")
  @APIResponseSchema(
      value = TransactionViews.Page.class,
      responseCode = "200",
      responseDescription = "A page")
  public Response list(
      @Parameter(description = "only these", example = "PREPARED") @QueryParam("state")
          @Nullable String state,
      @Parameter(description = "how many at most; 50 where nothing is said", example = "50")
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(description = "behind this id") @QueryParam("after") @Nullable String after)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> TransactionResponses.json(200, page(paging.asked(state, limit, after))));
  }

  private TransactionViews.Page page(PageRequest.Parameters<State.Name> parameters)
      throws JournalUnavailableException {
    JournalQueries.Page page =
        queries.page(parameters.state(), parameters.after(), parameters.limit());
    List<TransactionViews.Row> rows = page.states().stream().map(details::row).toList();
    Optional<String> next = page.next().map(id -> paging.next(parameters, id.value()));
    List<String> damaged = page.damaged().stream().map(Object::toString).toList();
    return new TransactionViews.Page(rows, damaged, next);
  }
}
