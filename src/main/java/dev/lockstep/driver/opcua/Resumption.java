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

  private final Dialer dialer;
  private final Greeting greeting;
  private final Unsettled unsettled;
  private Optional<Session> session = Optional.empty();

  Resumption(Dialer dialer, Greeting greeting, Unsettled unsettled) {
    this.dialer = dialer;
    this.greeting = greeting;
    this.unsettled = unsettled;
  }

  /** The session on this way, once the server has said there what it is. */
  Online onto(Way way, EndpointDescription endpoint, Deadline deadline) throws UnansweredException {
    Session resumed = resume(way, endpoint, deadline);
    Online fresh = greeting.read(way, resumed, endpoint, deadline);
    session = Optional.of(resumed);
    Instant start = resumed.serverStart();
    unsettled.over(each -> each != resumed && isBefore(each.serverStart(), start));
    return fresh;
  }

  /** The session that was, moved here, or a new one where the server has forgotten it. */
  private Session resume(Way way, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    if (session.isPresent()) {
      Session known = session.get();
      try {
        dialer.activate(way, endpoint, known, deadline);
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
        }
        session = Optional.empty();
      }
    }
    return dialer.create(way, endpoint, deadline);
  }

  private static boolean isBefore(Instant earlier, Instant later) {
    return !earlier.equals(Instant.EPOCH) && earlier.plus(SAME_START).isBefore(later);
  }
}
