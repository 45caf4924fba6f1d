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
 * What a transaction waits for a person for: derived from its state in this one place, and used
 * alike by the API, health, metrics and log (ARCHITECTURE, promise P12).
 *
 * @param cause why it does not end by itself, one sentence
 * @param remedy what a person may do about it now, one sentence
 */
public record Intervention(Kind kind, String cause, String remedy) {
  private static final String LOOK = "look at the machine, then resolve it with what you saw";

  /** The kinds. Names are part of the REST API and of the metrics: never renamed. */
  public enum Kind {
    /** Voted COMMIT, and no decision for long. */
    IN_DOUBT,
    /** Voted COMMIT, and the devices hold it no longer. */
    PROMISE_LAPSED,
    /** A commit that {@code requires} holds back. */
    HELD_BACK,
    /** A commit that is stale. */
    WITHHELD,
    /** Sent once, of unknown result, and may not be sent again. */
    SENT_ONCE,
    /** Accepted by the device, and not seen to be done. */
    NOT_VERIFIED,
    /** A commit that the device refuses each time. */
    REFUSED,
    /** A commit of unknown result, whose device cannot be asked for long. */
    UNREACHABLE,
    /** A device of it is no longer in the catalog. */
    DEVICE_GONE,
    /** A rollback whose device does not confirm that it disarmed. */
    NOT_DISARMED,
    /** Ended by a person's word, and not forgotten yet. */
    HEURISTIC
  }

  /**
   * What is waited for, where a person is.
   *
   * @param after how long the coordinator may be silent, or a device refuse or not answer, before a
   *     person is told
   * @param heard what was last heard where the outcome was asked for, and was none
   */
  public static Optional<Intervention> of(
      State state, Moment now, Duration after, Optional<String> heard) {
    return switch (state) {
      case State.Absent absent -> Optional.empty();
      case State.Preparing preparing -> Optional.empty();
      case State.Prepared prepared -> prepared(prepared, now, after, heard);
      case Committing committing ->
          switch (committing.standing()) {
            case MOVING -> Optional.empty();
            case WITHHELD ->
                told(
                    Kind.WITHHELD,
                    reasons(committing.progress()),
                    "look whether the line is clear, then release it, or resolve it");
            case STUCK -> Optional.of(stuck(committing));
            case RETRYING -> retrying(committing, overdue(committing, now, after));
          };
      case RollingBack back -> rollingBack(back, now, after);
      case State.Ended ended -> ended(ended);
    };
  }

  /** What is waited for whatever the time. */
  public static Optional<Intervention> atOnce(State state) {
    return state
        .decider()
        .flatMap(decided -> of(state, decided.at(), Duration.ofDays(1), Optional.empty()));
  }

  private static Optional<Intervention> prepared(
      State.Prepared prepared, Moment now, Duration after, Optional<String> heard) {
    boolean lapsed =
        prepared.broken().stream().anyMatch(each -> each.code() == Reason.Code.PROMISE_LAPSED);
    if (lapsed) {
      return told(
          Kind.PROMISE_LAPSED,
          sentences(prepared.broken().stream()),
          "bring the coordinator's decision soon, or resolve it");
    }
    return now.since(prepared.vote().at()).within(after.minusNanos(1))
        ? Optional.empty()
        : told(
            Kind.IN_DOUBT,
            "voted COMMIT, and no decision came" + heard.map(text -> ": " + text).orElse(""),
            prepared
                    .branch()
                    .coordinator()
                    .map(address -> "bring the coordinator at " + address + " back")
                    .orElse("have the coordinator that asked for the vote send commit or rollback")
                + "; where it is gone for good, look at all lines, then resolve it");
  }

  private static Intervention stuck(Committing committing) {
    String cause = reasons(committing.progress());
    List<Task> accepted =
        committing.branch().tasks().stream()
            .filter(
                task ->
                    committing.progress().get(task.number()) instanceof Progress.Unknown unknown
                        && (CommitPlan.accepted(unknown) || TruthBefore.told(unknown)))
            .toList();
    if (accepted.isEmpty()) {
      return new Intervention(Kind.SENT_ONCE, cause, LOOK);
    }
    return new Intervention(
        Kind.NOT_VERIFIED,
        "accepted by the device and not seen to be done: " + cause,
        accepted.stream().noneMatch(Intervention::isSentAgain)
            ? LOOK
            : "look at the machine, then release it to have it sent again, or resolve it with what"
                + " you saw");
  }

  /**
   * Whether a release has it sent again: not what may be sent once, and not where the device keeps
   * a record of its orders, which is asked instead.
   */
  private static boolean isSentAgain(Task task) {
    Guarantees guarantees = task.action().guarantees();
    return !task.last() && !guarantees.sentOnce() && !guarantees.preparation().arms();
  }

  private static Optional<Intervention> retrying(Committing committing, boolean overdue) {
    // What is done has no reasons.
    List<Progress> progress = committing.progress();
    String cause = reasons(progress);
    if (progress.stream().flatMap(each -> each.reasons().stream()).anyMatch(Intervention::gone)) {
      return Optional.of(gone(cause));
    }
    if (committing.heldBack()) {
      return told(
          Kind.HELD_BACK,
          cause,
          "it moves by itself as soon as what is required holds: keep away from the machine until"
              + " then, or resolve it");
    }
    // After a restart the device is asked first, however old the decision is.
    boolean heard = progress.stream().anyMatch(each -> !each.reasons().isEmpty());
    if (!overdue || !heard) {
      return Optional.empty();
    }
    return progress.stream().anyMatch(Progress.NotApplied.class::isInstance)
        ? told(
            Kind.REFUSED,
            "the device refuses it each time: " + cause,
            "remove what the device objects to, and it goes on by itself; or resolve it")
        : told(
            Kind.UNREACHABLE,
            "its result is unknown, and the device does not say: " + cause,
            "bring the device back, and it goes on by itself; or " + LOOK);
  }

  private static Optional<Intervention> rollingBack(RollingBack back, Moment now, Duration after) {
    String cause = sentences(back.because().stream());
    if (back.because().stream().anyMatch(Intervention::gone)) {
      return Optional.of(gone(cause));
    }
    boolean applied =
        back.because().stream().anyMatch(each -> each.code() == Reason.Code.ALREADY_APPLIED);
    boolean person = back.decided().heuristic();
    boolean late = !now.since(back.decided().at()).within(after);
    if (back.because().isEmpty() || !(applied || person || late)) {
      return Optional.empty();
    }
    String outcome =
        applied && back.outcome() == Outcome.ROLLED_BACK
            ? Outcome.HEURISTIC_MIXED.name()
            : back.outcome().name();
    return told(
        Kind.NOT_DISARMED,
        cause,
        "bring the device back; or look at the machine, then resolve it as %s: that counts as your"
                .formatted(outcome)
            + " word that nothing is armed in it");
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
                        "look at the machines of all lines, then forget it"));
  }

  private static Intervention gone(String cause) {
    return new Intervention(
        Kind.DEVICE_GONE,
        cause,
        "put the device back into the catalog and restart the gateway, or " + LOOK);
  }

  private static boolean gone(Reason reason) {
    return reason.code() == Reason.Code.UNKNOWN_DEVICE;
  }

  /** A time that cannot be known counts as long. */
  private static boolean overdue(Committing committing, Moment now, Duration after) {
    return Stream.of(now.since(committing.decided().at()), now.since(committing.lastStep()))
        .allMatch(age -> !age.within(after));
  }

  private static Optional<Intervention> told(Kind kind, String cause, String remedy) {
    return Optional.of(new Intervention(kind, cause, remedy));
  }

  private static String reasons(List<Progress> progress) {
    return sentences(progress.stream().map(Progress::reasons).flatMap(Collection::stream));
  }

  private static String sentences(Stream<Reason> reasons) {
    return reasons.distinct().map(Reason::toString).collect(Collectors.joining("; "));
  }
}
