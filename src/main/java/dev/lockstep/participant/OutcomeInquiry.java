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
 * Asks whoever may know how a transaction in doubt was decided: its coordinator, and where that is
 * silent the other gateways (DESIGN 6).
 */
final class OutcomeInquiry {
  /** Of a hundred siblings a few are asked each time, others the next. */
  private static final int SIBLINGS_AT_ONCE = 3;

  /**
   * How old a vote is taken for whose age nothing proves: older than any journal reaches back, for
   * a sibling that took it for younger might take what it has pruned for what never was.
   */
  private static final Duration LONG_AGO = Duration.ofDays(36_500);

  private final Ports ports;

  OutcomeInquiry(Ports ports) {
    this.ports = ports;
  }

  Event ask(Effect.AskCoordinator ask) {
    Branch branch = ask.branch();
    if (branch.coordinator().isEmpty()) {
      return siblings(ask, "the request named no coordinator to ask");
    }
    String address = branch.coordinator().get();
    return switch (ports.coordinators().ask(address, branch.id())) {
      case Word.Commit commit -> committed(address, commit);
      case Word.Rollback rollback ->
          rollback.presumed()
              ? presumed(branch, address, rollback)
              : rolledBack(branch, address, rollback);
      case Word.Undecided undecided -> new Event.Unanswered(undecided.detail(), now());
      case Word.Silence silence -> siblings(ask, silence.detail());
    };
  }

  /**
   * The crash story of a presumption that is believed: 1. it was committed here, the coordinator
   * heard that and forgot it; 2. a copy of the journal from before takes its place; 3. the
   * coordinator, asked, does not know it.
   */
  private Event presumed(Branch branch, String address, Word.Rollback rollback) {
    List<String> gaps = ports.journal().gaps();
    return gaps.isEmpty()
        ? rolledBack(branch, address, rollback)
        : new Event.Unanswered(
            "%s does not know it, and the journal here may have known more: %s"
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
    return new Event.CommitDecided(evidence(address, commit.evidence()));
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
