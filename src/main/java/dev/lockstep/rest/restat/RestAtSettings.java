package dev.lockstep.rest.restat;

import dev.lockstep.rest.Origin;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;

/**
 * Settings of the REST-AT participant.
 *
 * @param publicUrl where coordinators reach this gateway
 * @param config what is configured, and how coordinators are called
 */
public record RestAtSettings(URI publicUrl, RestAtConfig config) {

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
    return config.origins().stream().anyMatch(each -> each.covers(address));
  }
}
