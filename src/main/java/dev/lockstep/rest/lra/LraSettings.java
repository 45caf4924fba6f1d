package dev.lockstep.rest.lra;

import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;

/**
 * Settings of the LRA participant.
 *
 * @param publicUrl where coordinators reach this gateway
 * @param coordinators which may be called, and how
 */
public record LraSettings(URI publicUrl, CoordinatorClientSettings coordinators) {

  /** Where coordinators reach a participant of this gateway. */
  String participant(TransactionId id) {
    return Origin.of(publicUrl.toString()).uri() + LraParticipantApi.PARTICIPANTS + id;
  }

  /** Whether it may be called. */
  boolean allows(Origin address) {
    return coordinators.origins().stream().anyMatch(each -> each.covers(address));
  }
}
