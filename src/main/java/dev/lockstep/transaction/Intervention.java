package dev.lockstep.transaction;

import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.RollingBack;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An intervention: why a transaction waits for an operator, and what the operator can do (P12).
 * Derived from the state here alone, for the API, health, metrics and the log.
 *
 * @param cause why the transaction does not end by itself, one sentence
 * @param remedy what the operator can do about it now, one sentence
 */
public record Intervention(Kind kind, String cause, String remedy) {
  private static final String LOOK =
      "inspect the machine, then resolve the transaction with what you found";

  /** The kinds. Names are part of the REST API and of the metrics: never renamed. */
  public enum Kind {
    /** Voted COMMIT, and without a decision for long. */
    IN_DOUBT,
    /** Voted COMMIT, and the devices no longer guarantee it. */
    PROMISE_LAPSED,
    /** A commit that is held back because {@code requires} does not hold. */
    HELD_BACK,
    /** A commit that is stale. */
    WITHHELD,
    /** A command that was sent, has an unknown result and may not be sent again. */
    SENT_ONCE,
    /** A command that the device accepted and was not observed to carry out. */
    NOT_VERIFIED,
    /** A commit that the device refuses at each attempt. */
    REFUSED,
    /** A commit of unknown result whose device could not be asked for long. */
    UNREACHABLE,
    /** A transaction with a device that is no longer in the catalog. */
    DEVICE_GONE,
    /** A rollback whose device does not confirm that it is disarmed. */
    NOT_DISARMED,
    /** A heuristic outcome that is not forgotten yet. */
    HEURISTIC
  }

  /**
   * The intervention that a state needs; empty where the transaction goes on by itself.
   *
   * @param after how long the coordinator may be silent, or a device may refuse or not answer,
   *     before an operator is needed
   * @param lastAnswer the last answer to the question for the outcome that was none
   */
  public static Optional<Intervention> of(
      State state, Moment now, Duration after, Optional<String> lastAnswer) {
    return switch (state) {
      case State.Absent absent -> Optional.empty();
      case State.Preparing preparing -> Optional.empty();
      case State.Prepared prepared -> prepared(prepared, now, after, lastAnswer);
      case Committing committing ->
          switch (committing.standing()) {
            case AWAITING, MOVING -> Optional.empty();
            case WITHHELD ->
                waiting(
                    Kind.WITHHELD,
                    reasons(committing.progress()),
                    "make sure that the machines are clear, then release the transaction; or"
                        + " resolve it");
            case STUCK -> Optional.of(stuck(committing));
            case RETRYING -> retrying(committing, overdue(committing, now, after));
          };
      case RollingBack back -> rollingBack(back, now, after);
      case State.Ended ended -> ended(ended);
    };
  }

  /** The intervention that a state needs at once, whatever its age. */
  public static Optional<Intervention> atOnce(State state) {
    return state
        .decider()
        .flatMap(decided -> of(state, decided.at(), Duration.ofDays(1), Optional.empty()));
  }

  private static Optional<Intervention> prepared(
      State.Prepared prepared, Moment now, Duration after, Optional<String> lastAnswer) {
    boolean lapsed =
        prepared.broken().stream().anyMatch(each -> each.code() == Reason.Code.PROMISE_LAPSED);
    if (lapsed) {
      return waiting(
          Kind.PROMISE_LAPSED,
          sentences(prepared.broken().stream()),
          "have the coordinator send its decision soon, or resolve the transaction");
    }
    return now.since(prepared.vote().at()).within(after.minusNanos(1))
        ? Optional.empty()
        : waiting(
            Kind.IN_DOUBT,
            "voted COMMIT, and no decision has arrived"
                + lastAnswer.map(text -> ": " + text).orElse(""),
            prepared
                    .branch()
                    .coordinator()
                    .map(address -> "bring the coordinator at " + address + " back into operation")
                    .orElse("have the coordinator that asked for the vote send commit or rollback")
                + "; if it is lost for good, inspect the machines of all gateways, then resolve the"
                + " transaction");
  }

  private static Intervention stuck(Committing committing) {
    String cause = reasons(committing.progress());
    List<Task> accepted =
        committing.branch().tasks().stream()
            .filter(
                task ->
                    committing.progress().get(task.number()) instanceof Progress.Unknown unknown
                        && (CommitPlan.accepted(unknown) || TruthBefore.foundTrueBefore(unknown)))
            .toList();
    if (accepted.isEmpty()) {
      return new Intervention(Kind.SENT_ONCE, cause, LOOK);
    }
    return new Intervention(
        Kind.NOT_VERIFIED,
        "the device accepted the command, and was not observed to carry it out: " + cause,
        accepted.stream().noneMatch(Intervention::isSentAgain)
            ? LOOK
            : "inspect the machine, then release the transaction to have the command sent again, or"
                + " resolve it with what you found");
  }

  /**
   * Whether a release has it sent again: not what may be sent once, and not where the device keeps
   * a record of its orders, which is asked instead.
   */
  private static boolean isSentAgain(Task task) {
    Guarantees guarantees = task.action().guarantees();
    return !task.last() && !guarantees.sentOnce() && !guarantees.preparation().records();
  }

  private static Optional<Intervention> retrying(Committing committing, boolean overdue) {
    // Tasks that are done have no reasons.
    List<Progress> progress = committing.progress();
    String cause = reasons(progress);
    if (progress.stream().flatMap(each -> each.reasons().stream()).anyMatch(Intervention::gone)) {
      return Optional.of(gone(cause));
    }
    if (committing.heldBack()) {
      return waiting(
          Kind.HELD_BACK,
          cause,
          "the machine starts by itself as soon as its requirements hold: keep clear of it until"
              + " then, or resolve the transaction");
    }
    // After a restart the device is asked first, whatever the age of the decision.
    boolean hasReasons = progress.stream().anyMatch(each -> !each.reasons().isEmpty());
    if (!overdue || !hasReasons) {
      return Optional.empty();
    }
    return progress.stream().anyMatch(Progress.NotApplied.class::isInstance)
        ? waiting(
            Kind.REFUSED,
            "the device refuses the command at each attempt: " + cause,
            "remove the cause of the refusal, and the commit goes on by itself; or resolve the"
                + " transaction")
        : waiting(
            Kind.UNREACHABLE,
            "the result is unknown, and the device could not be asked: " + cause,
            "bring the device back into operation, and the commit goes on by itself; or " + LOOK);
  }

  private static Optional<Intervention> rollingBack(RollingBack back, Moment now, Duration after) {
    String cause = sentences(back.because().stream());
    if (back.because().stream().anyMatch(Intervention::gone)) {
      return Optional.of(gone(cause));
    }
    boolean applied =
        back.because().stream().anyMatch(each -> each.code() == Reason.Code.ALREADY_APPLIED);
    boolean byOperator = back.decided().heuristic();
    boolean late = !now.since(back.decided().at()).within(after);
    if (back.because().isEmpty() || !(applied || byOperator || late)) {
      return Optional.empty();
    }
    String outcome =
        applied && back.outcome() == Outcome.ROLLED_BACK
            ? Outcome.HEURISTIC_MIXED.name()
            : back.outcome().name();
    return waiting(
        Kind.NOT_DISARMED,
        cause,
        "bring the device back into operation; or inspect the machine, then resolve the"
            + " transaction as %s: this confirms that the machine is not armed".formatted(outcome));
  }

  private static Optional<Intervention> ended(State.Ended ended) {
    return ended.forgotten()
        ? Optional.empty()
        : ended
            .outcome()
            .filter(Outcome::heuristic)
            .map(
                outcome ->
                    new Intervention(
                        Kind.HEURISTIC,
                        "ended %s by %s".formatted(outcome, ended.decided().who()),
                        "inspect the machines of all gateways, then forget the transaction"));
  }

  private static Intervention gone(String cause) {
    return new Intervention(
        Kind.DEVICE_GONE, cause, "add the device to the catalog again and reload, or " + LOOK);
  }

  private static boolean gone(Reason reason) {
    return reason.code() == Reason.Code.UNKNOWN_DEVICE;
  }

  /**
   * Whether decision and last step are older than that. An age that cannot be proved counts as
   * long.
   */
  private static boolean overdue(Committing committing, Moment now, Duration after) {
    return Stream.of(now.since(committing.decided().at()), now.since(committing.lastStep()))
        .allMatch(age -> !age.within(after));
  }

  private static Optional<Intervention> waiting(Kind kind, String cause, String remedy) {
    return Optional.of(new Intervention(kind, cause, remedy));
  }

  private static String reasons(List<Progress> progress) {
    return sentences(progress.stream().map(Progress::reasons).flatMap(Collection::stream));
  }

  private static String sentences(Stream<Reason> reasons) {
    return reasons.distinct().map(Reason::toString).collect(Collectors.joining("; "));
  }
}
