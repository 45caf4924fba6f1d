package dev.lockstep.dashboard;

import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.transaction.State;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Transactions: all of them page by page, and one as a timeline with its evidence. */
@Path("/dashboard/transactions")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
@RunOnVirtualThread
public final class TransactionsPageApi {
  static final String PATH = "/dashboard/transactions/";
  private static final int ROWS = 50;
  private static final String ALL = "all";
  private static final String WAITING = "waiting";

  private final JournalQueries queries;
  private final TransactionDetails details;
  private final WaitingList waiting;
  private final TransactionPages pages;
  private final PageFrames frames;
  private final RequestGuard guard;

  TransactionsPageApi(
      JournalQueries queries,
      TransactionDetails details,
      WaitingList waiting,
      TransactionPages pages,
      PageFrames frames,
      RequestGuard guard) {
    this.queries = queries;
    this.details = details;
    this.waiting = waiting;
    this.pages = pages;
    this.frames = frames;
    this.guard = guard;
  }

  /** The list, or the one transaction whose id was typed. */
  @GET
  public Response page(
      @QueryParam("show") @Nullable String show,
      @QueryParam("after") @Nullable String after,
      @QueryParam("id") @Nullable String id,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    if (id != null && !id.isBlank()) {
      return HtmlAnswer.see(PATH + RequestParser.id(id.strip()));
    }
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            HtmlAnswer.ok(
                new Pages.Transactions(
                    frames.of(Section.TRANSACTIONS, "Transactions", call), list(show, after))));
  }

  @GET
  @Path("rows")
  public Response rows(
      @QueryParam("show") @Nullable String show, @QueryParam("after") @Nullable String after)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> HtmlAnswer.ok(new Pages.TransactionsRows(list(show, after))));
  }

  @GET
  @Path("{id}")
  public Response one(
      @PathParam("id") String id,
      @QueryParam("done") @Nullable String done,
      @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          TransactionPage page = pages.of(RequestParser.id(id), Viewers.of(call));
          String told = Act.of(done == null ? "" : done).map(Act::label).orElse("");
          return HtmlAnswer.ok(
              new Pages.Transaction(
                  frames.of(Section.TRANSACTIONS, "Transaction " + page.id(), call), page, told));
        });
  }

  @GET
  @Path("{id}/body")
  public Response part(@PathParam("id") String id, @Context RoutingContext call)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () ->
            HtmlAnswer.ok(
                new Pages.TransactionBody(pages.of(RequestParser.id(id), Viewers.of(call)))));
  }

  private TransactionList list(@Nullable String show, @Nullable String after)
      throws JournalUnavailableException {
    String wanted = show == null ? ALL : show;
    String behind = after == null || after.isEmpty() ? "" : RequestParser.id(after).value();
    Optional<State.Name> state =
        Arrays.stream(State.Name.values())
            .filter(each -> each != State.Name.ABSENT && word(each).equals(wanted))
            .findFirst();
    String filter = state.isPresent() || wanted.equals(WAITING) ? wanted : ALL;
    String query = "show=%s&after=%s".formatted(filter, behind);
    if (filter.equals(WAITING)) {
      return new TransactionList(filters(filter), filter, query, waiting(), List.of(), "", true);
    }
    JournalQueries.Page page = queries.page(state, behind, ROWS);
    String next = page.next().map(id -> "?show=%s&after=%s".formatted(filter, id)).orElse("");
    return new TransactionList(
        filters(filter),
        filter,
        query,
        page.states().stream().map(this::row).toList(),
        page.damaged().stream().map(Object::toString).toList(),
        next,
        behind.isEmpty());
  }

  private List<TransactionList.Row> waiting() {
    return waiting.first(Optional.empty(), ROWS).states().stream()
        .map(each -> row(each.state()))
        .toList();
  }

  private TransactionList.Row row(State found) {
    TransactionViews.Row row = details.row(found);
    return new TransactionList.Row(
        row.id(),
        Badge.of(row),
        row.waitsFor().map(TransactionList.Row::waits).orElse(""),
        row.vote().map(Badge::words).orElse(""),
        devices(row.devices()));
  }

  private static String devices(List<String> all) {
    int most = 4;
    String first = String.join(", ", all.subList(0, Math.min(most, all.size())));
    return all.size() > most ? "%s and %d more".formatted(first, all.size() - most) : first;
  }

  private static List<TransactionList.Filter> filters(String here) {
    List<TransactionList.Filter> filters = new ArrayList<>();
    filters.add(new TransactionList.Filter(ALL, "All", here.equals(ALL)));
    filters.add(new TransactionList.Filter(WAITING, "Waiting for a person", here.equals(WAITING)));
    for (State.Name each : State.Name.values()) {
      if (each != State.Name.ABSENT) {
        String text = Badge.words(each);
        String title = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        filters.add(new TransactionList.Filter(word(each), title, here.equals(word(each))));
      }
    }
    return filters;
  }

  private static String word(State.Name state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
