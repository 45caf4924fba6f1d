package dev.lockstep.rest;

import dev.lockstep.participant.CoordinatorLine;
import dev.lockstep.transaction.TransactionId;

/**
 * Asks each coordinator in its own language, which its address tells. Thread-safe.
 *
 * @param own coordinators of our own kind
 * @param restAt Narayana and its like
 */
public record CoordinatorLines(CoordinatorLine own, CoordinatorLine restAt)
    implements CoordinatorLine {
  @Override
  public Word ask(String address, TransactionId id) {
    return (RestAtAddress.of(address).isPresent() ? restAt : own).ask(address, id);
  }
}
