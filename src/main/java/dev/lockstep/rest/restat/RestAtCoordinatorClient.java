package dev.lockstep.rest.restat;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.AllowedPeers;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.rest.client.PeerThrottle.Result;
import dev.lockstep.rest.restat.RestAtCalls.StatusAnswer;
import dev.lockstep.transaction.TransactionId;
import java.net.http.HttpClient;
import java.util.Optional;

/**
 * Client that asks a REST-AT coordinator for an outcome (decision 14). Thread-safe.
 *
 * <p>Narayana keeps no record of an aborted transaction, so "not known" is ABORT, but only from the
 * same run of the coordinator that took the enlistment: one that was restarted since may have lost
 * a decision. {@code <created>} identifies the run. It is asked for before and after the question,
 * and compared with the one of the enlistment, never with a clock of this host.
 */
public final class RestAtCoordinatorClient implements CoordinatorClient {
  private static final int NOT_FOUND = 404;

  private final RestAtCalls calls;
  private final AllowedPeers coordinators;

  /**
   * @param client follows no redirects
   * @param clock its ticks measure how long an unreachable coordinator is not asked again
   */
  public RestAtCoordinatorClient(
      HttpClient client, CoordinatorClientSettings settings, TimeSource clock) {
    this.calls = new RestAtCalls(client, settings);
    this.coordinators = new AllowedPeers("lockstep.restat.coordinators", settings, clock);
  }

  @Override
  public Word ask(String address, TransactionId id) {
    Optional<RestAtAddress> known = RestAtAddress.of(address);
    if (known.isEmpty()) {
      return new Word.Silence(address + " is no REST-AT transaction");
    }
    return coordinators.ask(
        known.get().transaction(), transaction -> asked(transaction, known.get()));
  }

  @Override
  public Optional<String> objection(String address) {
    return RestAtAddress.of(address)
        .map(known -> coordinators.objection(known.transaction()))
        .orElseGet(() -> Optional.of(address + " is no REST-AT transaction"));
  }

  private Result<Word> asked(Origin transaction, RestAtAddress known) {
    try {
      if (known.created().isEmpty()) {
        return new Result<>(lifelessWord(known, calls.status(transaction)), true);
      }
      Optional<String> life = calls.created(transaction);
      if (life.isEmpty()) {
        String detail =
            "%s told no start time ("
                + RestAtCalls.EXTENSION
                + ") as it did at the enlistment: it is not, or not yet, a REST-AT coordinator";
        return new Result<>(silence(detail, RestAtAddress.manager(transaction)), false);
      }
      StatusAnswer answer = calls.status(transaction);
      // Restarted between the two, its answer belongs to neither run.
      return life.equals(calls.created(transaction))
          ? new Result<>(word(known, life.get(), answer), true)
          : new Result<>(silence("%s was restarted while it was asked", transaction.uri()), true);
    } catch (NoAnswerException noAnswer) {
      String detail = "%s: %s".formatted(transaction.authority(), noAnswer.detail());
      return new Result<>(new Word.Silence(detail), false);
    }
  }

  private static Word word(RestAtAddress known, String life, StatusAnswer answer) {
    boolean same = life.equals(known.created());
    if (answer.status() == NOT_FOUND) {
      return same
          ? new Word.Rollback(
              "%s is not known to a coordinator that presumes abort and lives since %s"
                  .formatted(known.transaction(), life),
              true)
          : silence(
              "%s is not known to its coordinator, which was restarted after the enlistment and is"
                  + " suspected of having lost a decision",
              known.transaction());
    }
    return status(known, same, answer);
  }

  /** Word of a coordinator that told no start time at the enlistment: only what it says counts. */
  private static Word lifelessWord(RestAtAddress known, StatusAnswer answer) {
    return answer.status() == NOT_FOUND
        ? silence(
            "%s is not known to its coordinator, which tells no start time ("
                + RestAtCalls.EXTENSION
                + "): it may have presumed abort, or have lost a decision",
            known.transaction())
        : status(known, true, answer);
  }

  private static Word status(RestAtAddress known, boolean same, StatusAnswer answer) {
    return answer.status() == 200 && answer.word().isPresent()
        ? word(known, same, answer.word().get())
        : silence("%s answered " + answer.status() + " and no status", known.transaction());
  }

  private static Word word(RestAtAddress known, boolean same, TxStatus status) {
    String evidence = "%s said %s".formatted(known.transaction(), status);
    return switch (status) {
      case COMMITTED -> new Word.Commit(evidence);
      // It says so before its log is on the disk, and could still lose it. Read from that log in a
      // later life, it is the decision.
      case COMMITTING ->
          same ? new Word.Undecided(evidence) : new Word.Commit(evidence + " after a restart");
      case ROLLBACK_ONLY, ROLLING_BACK, ROLLED_BACK -> new Word.Rollback(evidence);
      case ACTIVE, PREPARING, PREPARED -> new Word.Undecided(evidence);
      case READ_ONLY,
          COMMITTED_ONE_PHASE,
          HEURISTIC_COMMIT,
          HEURISTIC_ROLLBACK,
          HEURISTIC_MIXED,
          HEURISTIC_HAZARD ->
          silence("%s, which is no decision", evidence);
    };
  }

  private static Word.Silence silence(String sentence, Object about) {
    return new Word.Silence(sentence.formatted(about));
  }
}
