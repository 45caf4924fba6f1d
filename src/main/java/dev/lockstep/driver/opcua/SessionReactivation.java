package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * Takes one device's session from each way to the next. A session that is put on a new way is the
 * fence of everything that was sent by the old one; what that settles is noted in {@link
 * OutstandingRequests}. Not thread-safe: the {@link Connector} calls it under its lock.
 */
final class SessionReactivation {
  /** Two servers' start times within this are one: some compute theirs from the uptime. */
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

  /** The session on this way, once the server has said there what it is. */
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
      // Kept, it would hold a place at the server for as long as the device cannot be used. One
      // that cannot be closed either is moved to the next way: then there is one, and not more.
      if (!usable && close(connection, resumed)) {
        session = Optional.empty();
      }
    }
  }

  /** The session that was, moved here, or a new one where the server has forgotten it. */
  private OpcUaSession resume(
      SecureChannelConnection connection, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
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
        // The server does not know the session: then it refuses whatever comes late in its name.
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

  /**
   * Gives a session up. Where the server says that it closed it, it refuses whatever comes late in
   * its name (OPC 10000-4, 5.7.4); where it does not answer, its time-out ends it.
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
