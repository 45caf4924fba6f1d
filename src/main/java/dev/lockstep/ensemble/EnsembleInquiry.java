package dev.lockstep.ensemble;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Inquiries of this gateway, in doubt, at the ensemble: carries out the steps of {@link
 * VerdictInquiry}. Thread-safe.
 *
 * <p>Blocks its (virtual) thread for a few times {@link EnsembleSettings.Times#answerMax}, and
 * never throws for what the ensemble does. Must be called only for a transaction whose vote COMMIT
 * is durable here: the vote is published.
 */
public final class EnsembleInquiry {
  /** Transactions whose first inquiry is remembered. One that is dropped waits a little longer. */
  private static final int ASKED_MAX = 20_000;

  private final EnsembleClient client;
  private final EnsembleSettings settings;
  private final Asker asker;
  private final Map<TransactionId, Moment> asked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Moment> eldest) {
          return size() > ASKED_MAX;
        }
      };

  /**
   * This gateway.
   *
   * @param name for people
   * @param clock the time since the first inquiry is measured by it
   * @param gaps why entries may be missing from the journal. Then no ROLLBACK is proposed: a
   *     transaction that was committed, confirmed and swept is in doubt again in an older journal
   */
  public record Asker(String name, TimeSource clock, Supplier<List<String>> gaps) {}

  public EnsembleInquiry(EnsembleClient client, EnsembleSettings settings, Asker asker) {
    this.client = client;
    this.settings = settings;
    this.asker = asker;
  }

  /** Asks for the verdict, and helps to one where votes and time permit it. */
  public InquiryResult ask(EnsembleAddress address) {
    Duration waits = address.within().plus(settings.times().votesGrace());
    InquiryRun run = new InquiryRun(client, settings.plant(), address, asker, () -> due(address));
    InquiryResult result = run.result(waits);
    if (result instanceof InquiryResult.Commit || result instanceof InquiryResult.Rollback) {
      synchronized (asked) {
        asked.remove(address.id());
      }
    }
    return result;
  }

  /** Whether the time for votes is over: measured in memory, since the first inquiry. */
  private boolean due(EnsembleAddress address) {
    Moment now = asker.clock().now();
    Moment first;
    synchronized (asked) {
      first = asked.computeIfAbsent(address.id(), id -> now);
    }
    Duration waits = address.within().plus(settings.times().votesGrace());
    return now.since(first).atLeast().compareTo(waits) >= 0 && asker.gaps().get().isEmpty();
  }
}
