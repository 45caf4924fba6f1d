package dev.lockstep.rest.lra;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.client.AllowedPeers;
import dev.lockstep.rest.client.CoordinatorClientSettings;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.rest.client.PeerThrottle.Result;
import dev.lockstep.rest.lra.LraCalls.StatusAnswer;
import dev.lockstep.transaction.TransactionId;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Client that asks an LRA coordinator how an action ended (decision 74). Thread-safe.
 *
 * <p>An action that is over is not known any more, whichever way it ended: 404 and 410 are no word,
 * and never a guess. A coordinator says Closing and Cancelling before they are on its disk
 * (Narayana sets the status, then writes it), so these two count when they are heard again a second
 * later.
 */
public final class LraCoordinatorClient implements CoordinatorClient {
  /** Much longer than it takes to write a record. */
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(1);

  private static final int HEARD_MAX = 10_000;

  private final LraCalls calls;
  private final AllowedPeers coordinators;
  private final TimeSource clock;

  /** What was heard once and is to be heard again; oldest first. */
  private final SequencedMap<TransactionId, Heard> heard = new LinkedHashMap<>();

  private record Heard(LraStatus status, Deadline until) {}

  /**
   * @param client follows no redirects
   * @param clock its ticks measure how long an unreachable coordinator is not asked again
   */
  public LraCoordinatorClient(
      HttpClient client, CoordinatorClientSettings settings, TimeSource clock) {
    this.calls = new LraCalls(client, settings);
    this.coordinators = new AllowedPeers("lockstep.coordinators.allowed", settings, clock);
    this.clock = clock;
  }

  @Override
  public Word ask(String address, TransactionId id) {
    return asked(address, status -> heardTwice(id, status) ? word(address, status) : once(status));
  }

  @Override
  public Optional<String> objection(String address) {
    return LraAddress.of(address)
        .map(known -> coordinators.objection(known.lra()))
        .orElseGet(() -> Optional.of(noAction(address)));
  }

  /** How the coordinator means the action to end, as it says now. Nothing is decided by it. */
  Word ending(String address) {
    return asked(address, status -> word(address, status));
  }

  private Word asked(String address, Function<LraStatus, Word> meaning) {
    return LraAddress.of(address)
        .map(known -> coordinators.ask(known.lra(), lra -> answer(lra, meaning)))
        .orElseGet(() -> new Word.Silence(noAction(address)));
  }

  private Result<Word> answer(Origin lra, Function<LraStatus, Word> meaning) {
    try {
      StatusAnswer answer = calls.status(lra);
      Word word =
          answer.word().isPresent()
              ? meaning.apply(answer.word().get())
              : new Word.Silence(silence(lra, answer.status()));
      return new Result<>(word, true);
    } catch (NoAnswerException noAnswer) {
      String detail = "%s: %s".formatted(lra.authority(), noAnswer.detail());
      return new Result<>(new Word.Silence(detail), false);
    }
  }

  private static String silence(Origin lra, int status) {
    return switch (status) {
      case 404, 410 ->
          lra.uri()
              + " is not known to its coordinator any more: the action is over, and nobody can tell"
              + " from that which way it ended";
      default -> "%s/status answered %d and no status".formatted(lra.uri(), status);
    };
  }

  private static Word word(String address, LraStatus status) {
    String evidence =
        "%s said %s".formatted(LraAddress.of(address).map(LraAddress::lra).orElse(""), status);
    return status
        .ending()
        .<Word>map(
            ending ->
                switch (ending) {
                  case CLOSE -> new Word.Commit(evidence);
                  case CANCEL -> new Word.Rollback(evidence);
                })
        .orElseGet(() -> new Word.Undecided(evidence));
  }

  private static Word once(LraStatus status) {
    return new Word.Undecided(
        "the action is %s, which may not be on its coordinator's disk yet; asked once more"
            .formatted(status));
  }

  /** Whether this status may be believed: a last one, one that decides nothing, or a repeat. */
  private boolean heardTwice(TransactionId id, LraStatus status) {
    boolean passing = status.ending().isPresent() && !status.last();
    synchronized (heard) {
      Heard before = heard.remove(id);
      if (!passing) {
        return true;
      }
      boolean same = before != null && before.status() == status;
      if (same && before.until().passed(clock)) {
        return true;
      }
      if (heard.size() >= HEARD_MAX) {
        // It is only heard once more.
        heard.remove(heard.firstEntry().getKey());
      }
      heard.put(id, same ? before : new Heard(status, Deadline.in(WRITTEN_WITHIN, clock)));
      return false;
    }
  }

  private static String noAction(String address) {
    return address + " is no long running action";
  }
}
