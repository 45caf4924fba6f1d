package dev.lockstep.rest.restat;

import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;

/**
 * Settings of the REST-AT participant: {@code lockstep.restat.*}.
 *
 * @param publicUrl where coordinators reach this gateway. They keep it in their logs, so it should
 *     stay the same across restarts; where it does not, see {@link EnlistmentRelocation}
 * @param line which coordinators may be called, and how they are
 * @param enlistedMax how many enlistments are remembered that have not been asked to prepare; 1 or
 *     more
 * @param enlistedFor how long one is remembered at least, where there are more; positive
 */
public record RestAtSettings(
    URI publicUrl, CoordinatorClientSettings line, int enlistedMax, Duration enlistedFor) {
  public RestAtSettings {
    Origin.of(publicUrl.toString());
    if (enlistedMax < 1 || !enlistedFor.isPositive()) {
      throw new IllegalArgumentException(
          "enlisted-max must be at least 1 and enlisted-for positive, but they are %d and %s"
              .formatted(enlistedMax, enlistedFor));
    }
  }

  /** {@link #publicUrl} in the one form in which it is written down and compared. */
  String home() {
    return Origin.of(publicUrl.toString()).uri().toString();
  }

  /** Where coordinators reach a participant of this gateway. */
  String participant(TransactionId id) {
    return home() + RestAtApi.PARTICIPANTS + id;
  }

  /** Whether it may be called. */
  boolean allows(Origin address) {
    return line.allowed().stream().anyMatch(each -> Origin.of(each.toString()).covers(address));
  }
}
