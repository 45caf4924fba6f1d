package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Inquiry for the outcome of a transaction in doubt: asks its coordinator and, where that does not
 * answer, the witness (decision 49) and the siblings (decision 8).
 */
final class OutcomeInquiry {
  /** The number of siblings that are asked at each inquiry; a later one asks others. */
  private static final int SIBLINGS_AT_ONCE = 3;

  /** Who is named where another gateway's outcome was read. */
  private static final String WITNESS = "witness";

  /**
   * The assumed age of a vote whose age is not proved: older than any journal reaches back. A
   * sibling that assumed a younger vote could take a pruned transaction for one that never existed.
   */
  private static final Duration LONG_AGO = Duration.ofDays(36_500);

  private final Ports ports;

  OutcomeInquiry(Ports ports) {
    this.ports = ports;
  }

  Event ask(Effect.AskCoordinator ask) {
    Branch branch = ask.branch();
    if (branch.coordinator().isEmpty()) {
      return siblings(ask, "the prepare request named no coordinator");
    }
    String address = branch.coordinator().get();
    return switch (ports.coordinators().ask(address, branch.id())) {
      case Word.Commit commit -> committed(address, commit);
      case Word.Rollback rollback ->
          rollback.presumed()
              ? presumed(branch, address, rollback)
              : rolledBack(branch, address, rollback);
      case Word.Undecided undecided -> new Event.Unanswered(undecided.detail(), now());
      case Word.Silence silence -> witness(ask, address, silence.detail());
    };
  }

  private Event witness(Effect.AskCoordinator ask, String address, String silence) {
    return switch (ports.witness().ask(address, ask.branch().id())) {
      case Word.Commit commit -> committed(WITNESS, commit);
      case Word.Rollback rollback -> rolledBack(ask.branch(), WITNESS, rollback);
      case Word.Undecided undecided -> siblings(ask, silence);
      case Word.Silence none ->
          siblings(ask, none.detail().isEmpty() ? silence : silence + "; " + none.detail());
    };
  }

  /**
   * A presumed abort is believed only where the journal has no gap (decision 21). The crash story
   * of one that is always believed:
   *
   * <ol>
   *   <li>the transaction is committed here, and the coordinator receives that and forgets it;
   *   <li>the journal is replaced by an older copy, in which the transaction is in doubt;
   *   <li>the coordinator does not know the transaction, and the gateway rolls it back.
   * </ol>
   */
  private Event presumed(Branch branch, String address, Word.Rollback rollback) {
    List<String> gaps = ports.journal().gaps();
    return gaps.isEmpty()
        ? rolledBack(branch, address, rollback)
        : new Event.Unanswered(
            "%s does not know the transaction, and entries may be missing from the journal here: %s"
                .formatted(address, String.join("; ", gaps)),
            now());
  }

  private Event siblings(Effect.AskCoordinator ask, String silence) {
    Branch branch = ask.branch();
    List<String> addresses = branch.participants();
    List<String> details = new ArrayList<>();
    details.add(silence);
    int first = addresses.isEmpty() ? 0 : ports.random().nextInt(addresses.size());
    for (int each = 0; each < Math.min(addresses.size(), SIBLINGS_AT_ONCE); each++) {
      String address = addresses.get((first + each) % addresses.size());
      Duration votedFor = now().since(ask.voted()).atMost().orElse(LONG_AGO);
      switch (ports.siblings().ask(address, branch.id(), votedFor)) {
        case Word.Silence still -> details.add(still.detail());
        case Word.Undecided still -> details.add(still.detail());
        case Word.Commit commit -> {
          return committed(address, commit);
        }
        case Word.Rollback rollback -> {
          return rolledBack(branch, address, rollback);
        }
      }
    }
    return new Event.Unanswered(String.join("; ", details), now());
  }

  private Event committed(String address, Word.Commit commit) {
    return new Event.CommitDecided(evidence(address, commit.evidence()).moving(commit.instant()));
  }

  private Event rolledBack(Branch branch, String address, Word.Rollback rollback) {
    return new Event.RollbackDecided(branch.id(), evidence(address, rollback.evidence()));
  }

  private Decided evidence(String address, String why) {
    return new Decided(Decided.Authority.EVIDENCE, address, why, now());
  }

  private Moment now() {
    return ports.clock().now();
  }
}
