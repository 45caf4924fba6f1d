package dev.lockstep.rest.restat;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.AllowedPeers;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller.Unheard;
import dev.lockstep.rest.client.PeerThrottle.Said;
import dev.lockstep.rest.restat.RestAtCalls.Told;
import dev.lockstep.transaction.TransactionId;
import java.net.http.HttpClient;
import java.util.Optional;

/**
 * Asks a REST-AT coordinator how a transaction was decided (DESIGN 6). Thread-safe.
 *
 * <p>Narayana keeps nothing of what it has aborted, so "not known" is ABORT, but only from the very
 * life of the coordinator that took the enlistment: one that was restarted since may have lost a
 * decision. Its life is known by {@code <created>}, asked before and after, and compared with what
 * it was at the enlistment: never with a clock of ours.
 */
public final class RestAtCoordinatorClient implements CoordinatorClient {
  private static final int NOT_FOUND = 404;

  private final RestAtCalls calls;
  private final AllowedPeers coordinators;

  /**
   * @param client follows no redirects
   * @param clock its ticks measure how long nobody asks a coordinator that could not be reached
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

  private Said<Word> asked(Origin transaction, RestAtAddress known) {
    try {
      Optional<String> life = calls.created(transaction);
      if (life.isEmpty()) {
        String detail = "%s is not, or not yet, a REST-AT coordinator";
        return new Said<>(silence(detail, RestAtAddress.manager(transaction)), false);
      }
      Told told = calls.status(transaction);
      // Between the two it may have died and come back: then the answer belongs to neither life.
      return life.equals(calls.created(transaction))
          ? new Said<>(word(known, life.get(), told), true)
          : new Said<>(silence("%s was restarted while it was asked", transaction.uri()), true);
    } catch (Unheard unheard) {
      String detail = "%s: %s".formatted(transaction.authority(), unheard.detail());
      return new Said<>(new Word.Silence(detail), false);
    }
  }

  private static Word word(RestAtAddress known, String life, Told told) {
    boolean same = life.equals(known.created());
    if (told.status() == NOT_FOUND) {
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
    if (told.status() != 200 || told.word().isEmpty()) {
      return silence("%s answered " + told.status() + " and no status", known.transaction());
    }
    return word(known, same, told.word().get());
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
