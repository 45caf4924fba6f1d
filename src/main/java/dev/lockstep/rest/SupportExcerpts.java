package dev.lockstep.rest;

import dev.lockstep.journal.JournalQueries;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Excerpts of what the API shows, as the JSON that it answers, for the support archive. Bounded.
 * Thread-safe.
 */
public final class SupportExcerpts {
  private static final int TRANSACTIONS = 200;

  private final GatewayStatus status;
  private final TransactionDetails details;
  private final JournalQueries queries;
  private final SqliteJournal journal;
  private final DeviceLinks links;

  public SupportExcerpts(
      GatewayStatus status,
      TransactionDetails details,
      JournalQueries queries,
      SqliteJournal journal,
      DeviceLinks links) {
    this.status = status;
    this.details = details;
    this.queries = queries;
    this.journal = journal;
    this.links = links;
  }

  /** As {@code GET /api/v1/status}. */
  public byte[] status() {
    return HttpJson.bytes(status.now());
  }

  /** The newest transactions, as rows of {@code GET /api/v1/transactions}. */
  public byte[] transactions() throws JournalUnavailableException {
    JournalQueries.Page page = queries.page(Optional.empty(), "", TRANSACTIONS);
    return HttpJson.bytes(
        new TransactionViews.Page(
            page.states().stream().map(details::row).toList(),
            page.damaged().stream().map(Object::toString).toList(),
            Optional.empty()));
  }

  /** Those that wait for a person, each as {@code GET /api/v1/transactions/ID}. */
  public byte[] waiting() throws JournalUnavailableException {
    List<TransactionViews.Transaction> all = new ArrayList<>();
    for (StatusViews.Waiting each : status.now().waiting()) {
      if (each.transaction().isPresent() && !each.kind().equals(GatewayStatus.JOURNAL)) {
        all.add(details.describe(new TransactionId(each.transaction().get())));
      }
    }
    return HttpJson.bytes(all);
  }

  /** As {@code GET /api/v1/journal}. */
  public byte[] journal() {
    return HttpJson.bytes(JournalViews.Standing.of(journal.troubles(), journal.damages()));
  }

  /** As {@code GET /api/v1/devices}. */
  public byte[] devices() {
    return HttpJson.bytes(
        new DeviceViews.Listing(
            links.all().stream()
                .sorted(Comparator.comparing(each -> each.device().name()))
                .map(each -> DeviceViewMapper.row(each.device(), each.link()))
                .toList()));
  }
}
