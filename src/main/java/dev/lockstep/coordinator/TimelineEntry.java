package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.device.PrintableText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of a coordination's timeline, for people.
 *
 * @param event its simple name, for example {@code Voted}
 * @param detail one sentence, cut at {@link #DETAIL_MAX} characters
 */
public record TimelineEntry(
    Instant at, String event, Coordination.Name from, Coordination.Name to, String detail) {
  public static final int DETAIL_MAX = 500;

  public TimelineEntry {
    detail = PrintableText.line(detail, DETAIL_MAX);
  }

  /** The line that this step leaves behind; none where only an attempt was counted. */
  static Optional<TimelineEntry> of(
      Coordination state, CoordinationEvent event, Coordination next) {
    boolean moved = state.name() != next.name();
    if (state.equals(next) && !(event instanceof CoordinationEvent.Restarted)) {
      return Optional.empty();
    }
    Optional<String> detail = detail(state, event, next);
    if (!moved && detail.isEmpty()) {
      return Optional.empty();
    }
    String said = detail.orElse("");
    String ruled =
        state.decision().isEmpty() ? next.decision().map(TimelineEntry::sentence).orElse("") : "";
    String joined = said.isEmpty() || ruled.isEmpty() ? said + ruled : said + "; " + ruled;
    return Optional.of(
        new TimelineEntry(
            event.at(), event.getClass().getSimpleName(), state.name(), next.name(), joined));
  }

  private static Optional<String> detail(
      Coordination state, CoordinationEvent event, Coordination next) {
    return switch (event) {
      case CoordinationEvent.Requested requested ->
          Optional.of(participants(requested.plan().shares().size()));
      case CoordinationEvent.Voted voted ->
          Optional.of(gateway(next, voted.participant()) + " " + sentence(voted.vote()));
      case CoordinationEvent.Told told ->
          newly(state, next, told.participant())
              ? Optional.of(gateway(next, told.participant()) + " " + sentence(told.receipt()))
              : Optional.empty();
      case CoordinationEvent.ForgetAnswered answered ->
          answered.taken() || !settled(next, answered.participant())
              ? Optional.empty()
              : Optional.of(gateway(next, answered.participant()) + " did not take the forget");
      case CoordinationEvent.VotesDue due -> Optional.of("the time for votes is over");
      case CoordinationEvent.Restarted restarted -> Optional.of("the coordinator has started");
      case CoordinationEvent.RetryDue due -> Optional.empty();
    };
  }

  /** Whether something new is known: a first failure, a first "not known", or the confirmation. */
  private static boolean newly(Coordination state, Coordination next, int participant) {
    return !(state instanceof Decided before
        && next instanceof Decided after
        && before.deliveries().get(participant) instanceof Delivery.Pending was
        && after.deliveries().get(participant) instanceof Delivery.Pending is
        && (is.lastError().isEmpty() || was.lastError().isPresent())
        && (is.unknowns() == 0 || was.unknowns() > 0));
  }

  private static boolean settled(Coordination next, int participant) {
    return next instanceof Coordination.Ended ended && !ended.forgets().containsKey(participant);
  }

  private static String gateway(Coordination state, int participant) {
    return state.work().map(plan -> plan.shares().get(participant).gateway().toString()).orElse("");
  }

  private static String participants(int count) {
    return count == 1 ? "1 participant" : count + " participants";
  }

  private static String sentence(Ruling ruling) {
    List<String> reasons = ruling.reasons();
    return "decided "
        + ruling.verdict()
        + (reasons.isEmpty() ? "" : ": ")
        + String.join("; ", reasons);
  }

  private static String sentence(Vote vote) {
    return switch (vote) {
      case Vote.Yes yes -> "voted COMMIT, " + yes.promise();
      case Vote.ReadOnly readOnly -> "voted READ_ONLY";
      case Vote.No no -> "voted ROLLBACK";
      case Vote.Taken taken -> "refused: " + taken.detail();
      case Vote.Missing missing -> "gave no vote: " + missing.detail();
      case Vote.Awaited awaited -> "is awaited";
    };
  }

  private static String sentence(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Ended ended -> "confirmed " + ended.outcome();
      case Receipt.UnderWay way -> "is at it: " + way.detail();
      case Receipt.NotKnown not -> "does not know it: " + not.detail();
      case Receipt.Unclear unclear -> "did not confirm: " + unclear.detail();
    };
  }
}
