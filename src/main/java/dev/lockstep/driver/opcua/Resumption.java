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
 * Unsettled}. Not thread-safe: the {@link Connector} calls it under its lock.
 */
final class Resumption {
  /** Two servers' start times within this are one: some compute theirs from the uptime. */
  private static final Duration SAME_START = Duration.ofSeconds(1);

  private final SessionServiceSet sessions;
  private final Greeting greeting;
  private final Unsettled unsettled;
  private Optional<Session> session = Optional.empty();

  Resumption(SessionServiceSet sessions, Greeting greeting, Unsettled unsettled) {
    this.sessions = sessions;
    this.greeting = greeting;
    this.unsettled = unsettled;
  }

  /** The session on this way, once the server has said there what it is. */
  Online onto(Way way, EndpointDescription endpoint, Deadline deadline) throws UnansweredException {
    Session resumed = resume(way, endpoint, deadline);
    session = Optional.of(resumed);
    boolean usable = false;
    try {
      Online fresh = greeting.read(way, resumed, endpoint, deadline);
      Instant start = resumed.serverStart();
      unsettled.over(each -> each != resumed && isBefore(each.serverStart(), start));
      usable = true;
      return fresh;
    } finally {
      // Kept, it would hold a place at the server for as long as the device cannot be used. One
      // that cannot be closed either is moved to the next way: then there is one, and not more.
      if (!usable && close(way, resumed)) {
        session = Optional.empty();
      }
    }
  }

  /** The session that was, moved here, or a new one where the server has forgotten it. */
  private Session resume(Way way, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    if (session.isPresent()) {
      Session known = session.get();
      try {
        sessions.activate(way, endpoint, known, deadline);
        unsettled.moved(known, way);
        return known;
      } catch (UnansweredException failed) {
        if (!failed.isRefusal()) {
          throw failed;
        }
        // The server does not know the session: then it refuses whatever comes late in its name.
        if (failed.is(StatusCodes.Bad_SessionIdInvalid)
            || failed.is(StatusCodes.Bad_SessionClosed)) {
          unsettled.forgotten(known);
        } else {
          close(way, known);
        }
        // Not tried twice: a server may count a wrong password and lock the user out.
        session = Optional.empty();
      }
    }
    return sessions.create(way, endpoint, deadline);
  }

  /**
   * Gives a session up. Where the server says that it closed it, it refuses whatever comes late in
   * its name (OPC 10000-4, 5.7.4); where it does not answer, its time-out ends it.
   */
  private boolean close(Way way, Session given) {
    boolean closed = sessions.close(way, given, sessions.goodbye());
    if (closed) {
      unsettled.forgotten(given);
    }
    return closed;
  }

  private static boolean isBefore(Instant earlier, Instant later) {
    return !earlier.equals(Instant.EPOCH) && earlier.plus(SAME_START).isBefore(later);
  }
}
