package dev.lockstep.rest;

import dev.lockstep.journal.JournalReads;
import dev.lockstep.journal.JournalUnavailable;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.Overloaded;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Transactions, page by page. */
@Path("/api/v1/transactions")
@Tag(name = "Transactions")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class TransactionListApi {
  private static final int LIMIT_USUAL = 50;

  /** The states that a journal holds. */
  private static final List<State.Name> KEPT =
      Arrays.stream(State.Name.values()).filter(each -> each != State.Name.ABSENT).toList();

  private final JournalReads reads;
  private final SqliteJournal journal;
  private final Entrance entrance;

  TransactionListApi(JournalReads reads, SqliteJournal journal, Entrance entrance) {
    this.reads = reads;
    this.journal = journal;
    this.entrance = entrance;
  }

  @GET
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      summary = "Transactions, the newest first",
      description = "As the journal has them; `next` leads to the following page.")
  @APIResponse(
      responseCode = "200",
      description = "A page",
      content = @Content(schema = @Schema(implementation = Bodies.Page.class)))
  public Response list(
      @Parameter(description = "only these", example = "PREPARED") @QueryParam("state")
          @Nullable String state,
      @Parameter(description = "how many at most; 50 where nothing is said", example = "50")
          @QueryParam("limit")
          @Nullable String limit,
      @Parameter(description = "behind this id") @QueryParam("after") @Nullable String after)
      throws JournalUnavailable, Overloaded {
    return entrance.inside(
        Admission.Kind.LOOK,
        () -> {
          Optional<State.Name> wanted = Optional.ofNullable(state).map(TransactionListApi::name);
          int most = Optional.ofNullable(limit).map(this::most).orElse(LIMIT_USUAL);
          String behind = Optional.ofNullable(after).map(id -> Requests.id(id).value()).orElse("");
          return Answers.json(200, page(wanted, behind, most));
        });
  }

  private Bodies.Page page(Optional<State.Name> state, String after, int limit)
      throws JournalUnavailable {
    JournalReads.Page page = reads.page(state, after, limit);
    // Whoever meets a damaged row first: from then on no vote rests on this journal.
    page.damaged().forEach(journal::note);
    List<Bodies.Row> rows = page.states().stream().map(Rendering::row).toList();
    Optional<String> next = page.next().map(id -> next(state, limit, id));
    List<String> damaged = page.damaged().stream().map(Object::toString).toList();
    return new Bodies.Page(rows, damaged, next);
  }

  private static String next(Optional<State.Name> state, int limit, TransactionId after) {
    // No encoding: what an id or a state may be made of is what a query may be made of.
    String filter = state.map(name -> "&state=" + name).orElse("");
    return "/api/v1/transactions?limit=%d&after=%s%s".formatted(limit, after, filter);
  }

  private static State.Name name(String text) {
    String wanted = text.toUpperCase(Locale.ROOT);
    return KEPT.stream()
        .filter(each -> each.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> wrong("state", "one of " + KEPT + " was expected"));
  }

  private int most(String text) {
    int max = entrance.limits().pageMax();
    String expected = "a whole number from 1 to %d was expected".formatted(max);
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= max) {
        return limit;
      }
    } catch (NumberFormatException wrong) {
      throw wrong("limit", expected);
    }
    throw wrong("limit", expected);
  }

  private static Declined wrong(String parameter, String expected) {
    return new Declined(ProblemType.MALFORMED, "parameter %s: %s".formatted(parameter, expected))
        .with("parameter", parameter);
  }
}
