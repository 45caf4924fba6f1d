package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * Opens a secure channel, and transfers one device's session to it (OPC 10000-4, 5.7.3). Not
 * thread-safe: the {@link Connector} makes one move at a time.
 *
 * @param state told of the session that is in use then
 * @param withdrawal what ends the session where its server is not trusted any more
 * @param closing whether the link is being closed: then nothing is transferred
 */
record SessionTransfer(
    SecureChannelOpener opener,
    SessionReactivation reactivation,
    LinkState state,
    TrustWithdrawal withdrawal,
    BooleanSupplier closing) {

  /**
   * To a channel to this endpoint, by the first of the gateway's certificates that the server
   * takes.
   *
   * @throws UnansweredException where it takes none; fails as the first one did
   */
  void to(EndpointDescription endpoint, Deadline deadline) throws UnansweredException {
    to(endpoint, reactivation.order(opener.own().candidates()), deadline);
  }

  /**
   * To another channel like the one that the session is on, by the same certificate.
   *
   * @throws UnansweredException where that does not succeed within the deadline
   */
  void again(ActiveSession old, Deadline deadline) throws UnansweredException {
    to(old.endpoint(), List.of(old.connection().own()), deadline);
  }

  private void to(EndpointDescription endpoint, List<OwnCertificate> with, Deadline deadline)
      throws UnansweredException {
    Optional<UnansweredException> first = Optional.empty();
    for (OwnCertificate each : with) {
      SecureChannelConnection connection;
      try {
        connection = opener.open(endpoint, each, deadline);
      } catch (UnansweredException refused) {
        first = first.or(() -> Optional.of(refused));
        continue;
      }
      try {
        onto(connection, endpoint, deadline);
        opener.begun(each, first.isPresent());
        return;
      } catch (UnansweredException refused) {
        // Nothing else is tried twice: a server may count a wrong password and lock the user out.
        if (!refused.isOfOurCertificate()) {
          throw refused;
        }
        first = first.or(() -> Optional.of(refused));
      }
    }
    throw first.orElseThrow();
  }

  private void onto(
      SecureChannelConnection connection, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    if (closing.getAsBoolean()) {
      connection.close("closed");
      return;
    }
    Optional<ActiveSession> made = Optional.empty();
    try {
      made = Optional.of(reactivation.onto(connection, endpoint, deadline));
    } finally {
      if (made.isEmpty()) {
        connection.abandon("not usable");
      }
    }
    String detail =
        "%s, %s".formatted(EndpointSelection.security(endpoint), endpoint.getEndpointUrl());
    ActiveSession fresh = made.get();
    if (!state.connected(fresh, detail)) {
      close(fresh);
      connection.close("closed");
    }
    opener.watch(connection, endpoint, reason -> withdrawal.of(fresh, reason));
  }

  /** Closes the session at the server, so that it does not keep a place there. */
  void close(ActiveSession session) {
    SessionServiceSet sessions = opener.sessions();
    sessions.close(session.connection(), session.session(), sessions.goodbye());
  }
}
