package dev.lockstep.transaction;

import dev.lockstep.device.Moment;
import dev.lockstep.device.PrintableText;
import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A transition: one entry of a transaction's history, for display.
 *
 * @param event the event's simple class name, for example {@code CommitDecided}
 * @param who the authority and name behind it; empty for results of effects and timers
 * @param requester on whose behalf: of the request that is the event, or that led to it
 * @param detail reasons or evidence, one sentence each, cut at {@link #DETAIL_MAX} characters
 */
public record Transition(
    Moment at,
    String event,
    State.Name from,
    State.Name to,
    String who,
    Requester requester,
    String detail) {
  /** Enough for what an operator observed at many machines. */
  public static final int DETAIL_MAX = 16_000;

  /** Longer than a coordinator's address may be. */
  private static final int WHO_MAX = 2_500;

  public Transition {
    who = PrintableText.line(who, WHO_MAX);
    detail = PrintableText.line(detail, DETAIL_MAX);
  }

  /** A transition that no request led to. */
  public Transition(
      Moment at, String event, State.Name from, State.Name to, String who, String detail) {
    this(at, event, from, to, who, Requester.NONE, detail);
  }

  /** The history entry of a decision. */
  public static Transition of(State state, Event event, Decision decision, Requester requester) {
    return new Transition(
        event.at(),
        event.getClass().getSimpleName(),
        state.name(),
        decision.next().name(),
        who(event),
        requester,
        detail(event));
  }

  private static String who(Event event) {
    return switch (event) {
      case Event.CommitDecided commit -> who(commit.decided());
      case Event.RollbackDecided rollback -> who(rollback.decided());
      case Event.Released released -> who(released.decided());
      case Event.Resolved resolved -> who(resolved.decided());
      case Event.Renounced renounced -> who(renounced.decided());
      case Event.PromiseLapsed lapsed -> "";
      case Event.PrepareRequested request -> request.branch().coordinator().orElse("");
      case Event.Checked checked -> "";
      case Event.Armed armed -> "";
      case Event.PrepareExpired expired -> "";
      case Event.Unanswered unanswered -> "";
      case Event.Moved moved -> "";
      case Event.Disarmed disarmed -> "";
      case Event.RequirementsSeen seen -> "";
      case Event.Rechecked rechecked -> "";
      case Event.RetryDue due -> "";
      case Event.InstantNear near -> "";
      case Event.Restarted restarted -> "";
      case Event.Forgotten forgotten -> "";
    };
  }

  private static String who(Decided decided) {
    return "%s %s".formatted(decided.by(), decided.who()).strip();
  }

  private static String detail(Event event) {
    return switch (event) {
      case Event.PrepareRequested request -> sentences(request.objections());
      case Event.Checked checked -> sentences(checked.objections());
      case Event.Armed armed -> sentences(armed.objections());
      case Event.Disarmed disarmed ->
          sentences(Stream.concat(disarmed.stillArmed().stream(), disarmed.applied().stream()));
      case Event.RequirementsSeen seen -> sentences(seen.broken());
      case Event.Rechecked rechecked -> sentences(rechecked.broken());
      case Event.Unanswered unanswered -> unanswered.detail();
      case Event.CommitDecided commit -> commitment(commit.decided());
      case Event.RollbackDecided rollback -> rollback.decided().why();
      case Event.Released released -> released.decided().why();
      case Event.Renounced renounced -> renounced.decided().why();
      case Event.Resolved resolved -> resolution(resolved);
      case Event.PromiseLapsed lapsed -> "";
      case Event.Moved moved ->
          moved.steps().stream().map(Transition::sentence).collect(Collectors.joining("; "));
      case Event.PrepareExpired expired -> "";
      case Event.RetryDue due -> "";
      case Event.InstantNear near -> "";
      case Event.Restarted restarted -> "";
      case Event.Forgotten forgotten -> "";
    };
  }

  private static String commitment(Decided decided) {
    return decided
        .instant()
        .map(instant -> "at %s %s".formatted(instant, decided.why()).strip())
        .orElse(decided.why());
  }

  private static String resolution(Event.Resolved resolved) {
    List<String> sentences = new ArrayList<>();
    sentences.add(resolved.outcome() + ": " + resolved.decided().why());
    sentences.addAll(resolved.evidence());
    return String.join("; ", sentences);
  }

  private static String sentence(Event.Step step) {
    String progress = "#%d %s".formatted(step.task(), step.progress().getClass().getSimpleName());
    return switch (step.progress()) {
      case Progress.Applied applied -> progress + " " + applied.evidence();
      case Progress.Waiting waiting -> progress + " " + sentences(waiting.because());
      case Progress.NotApplied not -> progress + " " + sentences(not.because());
      case Progress.Unknown unknown -> progress + " " + sentences(unknown.because());
      case Progress.Intended intended -> progress;
    };
  }

  private static String sentences(List<Reason> reasons) {
    return sentences(reasons.stream());
  }

  private static String sentences(Stream<Reason> reasons) {
    return reasons.map(Reason::toString).collect(Collectors.joining("; "));
  }
}
