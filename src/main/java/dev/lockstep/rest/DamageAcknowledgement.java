package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.Acknowledgement;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Request by which an operator acknowledges a damaged row, in the journal or in the decision log
 * (P9). Thread-safe.
 */
final class DamageAcknowledgement {
  private final RequestGuard guard;
  private final TimeSource clock;

  DamageAcknowledgement(RequestGuard guard, TimeSource clock) {
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * The store that holds the damaged row.
   *
   * @param word for one of its rows
   * @param list the call that lists what is damaged
   */
  record Memory(
      String word, String list, Removal removal, Function<Acknowledgement, Object> told) {}

  /** Acknowledges a row; empty where no damage is or was at that position. */
  @FunctionalInterface
  interface Removal {
    Optional<Acknowledgement> acknowledge(long position, String who, String reason, Instant at)
        throws JournalUnavailableException;
  }

  /**
   * Reads the body, acknowledges the row and answers.
   *
   * @throws RequestRefusedException MALFORMED, UNKNOWN_DAMAGE, or as the {@link RequestGuard} does
   */
  Response acknowledge(Memory memory, String position, InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          long place = place(position);
          RequestBodies.Approval approval = guard.requests().approval(bytes);
          Operator operator = guard.operator(approval.operator(), approval.reason());
          var unused = guard.recorded("acknowledge", memory.word() + " " + place, operator);
          Acknowledgement word =
              memory
                  .removal()
                  .acknowledge(place, operator.name(), operator.reason(), clock.now().wall())
                  .orElseThrow(() -> unknown(memory, place));
          return TransactionResponses.json(200, memory.told().apply(word));
        });
  }

  private static long place(String position) {
    try {
      return Long.parseLong(position);
    } catch (NumberFormatException wrong) {
      throw RequestRefusedException.parameter("position", "a whole number was expected");
    }
  }

  private static RequestRefusedException unknown(Memory memory, long position) {
    return new RequestRefusedException(
            ProblemType.UNKNOWN_DAMAGE,
            "%s %d is not among the damaged; %s lists them"
                .formatted(memory.word(), position, memory.list()))
        .with("position", position);
  }
}
