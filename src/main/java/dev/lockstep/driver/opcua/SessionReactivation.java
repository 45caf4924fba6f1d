package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * Puts one device's session on each new secure channel by ActivateSession, or creates a new session
 * where the server has forgotten it (OPC 10000-4, 5.7.2 and 5.7.3). That is the fence of all that
 * was sent on the old channel: from then on the server refuses it, which is noted in {@link
 * OutstandingRequests}. Not thread-safe: the {@link Connector} makes one move at a time.
 */
final class SessionReactivation {
  /** Start times this close are the same: some servers compute theirs from the uptime. */
  private static final Duration SAME_START = Duration.ofSeconds(1);

  private final SessionServiceSet sessions;
  private final ServerCapabilities capabilities;
  private final OutstandingRequests outstanding;
  private Optional<OpcUaSession> session = Optional.empty();

  SessionReactivation(
      SessionServiceSet sessions,
      ServerCapabilities capabilities,
      OutstandingRequests outstanding) {
    this.sessions = sessions;
    this.capabilities = capabilities;
    this.outstanding = outstanding;
  }

  /**
   * The gateway's certificates in the order in which they are tried. What was sent in the known
   * session is fenced by moving it, which the server does for the certificate that it was begun
   * with alone (OPC 10000-4, 5.7.3); so that one comes first where anything is to be fenced.
   *
   * @param candidates those that a new session may begin with, the newest first
   */
  List<OwnCertificate> order(List<OwnCertificate> candidates) {
    Optional<OwnCertificate> of = session.flatMap(OpcUaSession::begunWith);
    if (of.isEmpty()) {
      return candidates;
    }
    List<OwnCertificate> order = new ArrayList<>(candidates);
    order.removeIf(of.get()::sameAs);
    boolean first = order.isEmpty() || outstanding.has(session.get());
    order.add(first ? 0 : 1, of.get());
    return List.copyOf(order);
  }

  /** The session on this secure channel, with the server's namespaces and limits read anew. */
  ActiveSession onto(
      SecureChannelConnection connection, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    OpcUaSession resumed = resume(connection, endpoint, deadline);
    session = Optional.of(resumed);
    boolean usable = false;
    try {
      ActiveSession fresh = capabilities.read(connection, resumed, endpoint, deadline);
      Instant start = resumed.serverStart();
      outstanding.over(each -> each != resumed && isBefore(each.serverStart(), start));
      usable = true;
      return fresh;
    } finally {
      // Kept, it would hold a place at the server for as long as the device cannot be used. Where
      // it cannot be closed either, the next attempt takes it on: so there is never a second one.
      if (!usable && close(connection, resumed)) {
        session = Optional.empty();
      }
    }
  }

  /** The known session, moved to this channel, or a new one where the server has forgotten it. */
  private OpcUaSession resume(
      SecureChannelConnection connection, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    // One that was begun with another certificate ends at the server by its time-out.
    session = session.filter(each -> each.begunWith().filter(connection.own()::sameAs).isPresent());
    if (session.isPresent()) {
      OpcUaSession known = session.get();
      try {
        sessions.activate(connection, endpoint, known, deadline);
        outstanding.moved(known, connection);
        return known;
      } catch (UnansweredException failed) {
        if (!failed.isRefusal()) {
          throw failed;
        }
        // The server does not know the session: so it refuses each late request of it.
        if (failed.is(StatusCodes.Bad_SessionIdInvalid)
            || failed.is(StatusCodes.Bad_SessionClosed)) {
          outstanding.forgotten(known);
        } else {
          close(connection, known);
        }
        // Not tried twice: a server may count a wrong password and lock the user out.
        session = Optional.empty();
      }
    }
    return sessions.create(connection, endpoint, deadline);
  }

  /** Closes the session in order, on the channel that it is on. */
  void end(ActiveSession ended) {
    if (close(ended.connection(), ended.session())) {
      session = session.filter(each -> each != ended.session());
    }
  }

  /**
   * Closes a session. Where the server confirms it, it refuses each late request of that session
   * (OPC 10000-4, 5.7.4); where it does not answer, the session's time-out ends it.
   */
  private boolean close(SecureChannelConnection connection, OpcUaSession given) {
    boolean closed = sessions.close(connection, given, sessions.goodbye());
    if (closed) {
      outstanding.forgotten(given);
    }
    return closed;
  }

  private static boolean isBefore(Instant earlier, Instant later) {
    return !earlier.equals(Instant.EPOCH) && earlier.plus(SAME_START).isBefore(later);
  }
}
