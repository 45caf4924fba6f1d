package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The whole protocol: each state that makes a difference, met by each event that does, and how
 * people read it.
 */
public final class ProtocolTable {

  /** One meeting of a state and an event. */
  record Cell(Situation before, Occurrence event, Decision decision) {
    boolean nothing() {
      return decision.equals(Decision.stay(before.state()));
    }

    Class<?> kind() {
      return event.event().getClass();
    }
  }

  /** What is in the table and cannot come about, each with its reason. */
  private static final Set<VisitedCells.Step> UNREACHABLE =
      Set.of(
          // A check is written nowhere, so no restart ever finds one.
          new VisitedCells.Step("Preparing CHECKING", "Restarted", "Ended"),
          // That a disarming paused is written nowhere either: a restart finds it under way.
          new VisitedCells.Step("RollingBack PAUSED", "Restarted", "RollingBack DISARMING"));

  private ProtocolTable() {}

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Situation before : Situation.all()) {
      for (Occurrence event : Occurrence.all(before.state())) {
        cells.add(new Cell(before, event, Protocol.decide(before.state(), event.event())));
      }
    }
    return cells;
  }

  /**
   * What {@link VisitedCells#missing} is to be asked for: all steps but those that cannot come
   * about.
   */
  public static Set<VisitedCells.Step> reachableSteps() {
    Set<VisitedCells.Step> steps = new TreeSet<>(steps());
    steps.removeAll(UNREACHABLE);
    return steps;
  }

  /** Every step of the table that changes the state or has something done. */
  static Set<VisitedCells.Step> steps() {
    return cells().stream()
        .map(
            cell ->
                VisitedCells.Step.of(cell.before().state(), cell.event().event(), cell.decision()))
        .flatMap(Optional::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The text of {@code protocol-table.txt}: events that come to the same in a state share a line;
   * "(any)" is an event in each of its ways.
   */
  static String text() {
    StringBuilder text = new StringBuilder("state\n  event | next | durability | effect | reply\n");
    Map<Situation, List<Cell>> states =
        cells().stream()
            .collect(Collectors.groupingBy(Cell::before, LinkedHashMap::new, Collectors.toList()));
    states.forEach(
        (before, cells) -> {
          text.append("\n%s: %s\n".formatted(before.name(), of(before.state())));
          Map<String, List<Cell>> lines =
              cells.stream()
                  .filter(cell -> !cell.nothing())
                  .collect(
                      Collectors.groupingBy(
                          ProtocolTable::follows, LinkedHashMap::new, Collectors.toList()));
          lines.forEach(
              (follows, same) ->
                  text.append("  %-30s | %s\n".formatted(names(same, cells), follows)));
          List<Cell> nothing = cells.stream().filter(Cell::nothing).toList();
          text.append("  (nothing): ").append(names(nothing, cells)).append('\n');
        });
    return text.toString();
  }

  private static String follows(Cell cell) {
    Decision decision = cell.decision();
    String next = decision.next().equals(cell.before().state()) ? "=" : of(decision.next());
    return "%s | %s | %s | %s"
        .formatted(next, decision.durability(), of(decision.effect()), of(decision.reply()));
  }

  private static String names(List<Cell> some, List<Cell> all) {
    Map<Class<?>, List<Cell>> kinds =
        some.stream()
            .collect(Collectors.groupingBy(Cell::kind, LinkedHashMap::new, Collectors.toList()));
    List<String> names = new ArrayList<>();
    kinds.forEach(
        (kind, cells) -> {
          boolean any =
              cells.size() > 1
                  && cells.size() == all.stream().filter(each -> each.kind() == kind).count();
          if (any) {
            names.add(kind.getSimpleName() + " (any)");
          } else {
            cells.forEach(cell -> names.add(cell.event().name()));
          }
        });
    return String.join("; ", names);
  }

  static String of(State state) {
    return switch (state) {
      case State.Absent absent -> "Absent";
      case State.Preparing preparing -> kind(preparing);
      case State.Prepared prepared ->
          "Prepared, " + of(prepared.vote()) + codes(" broken", prepared.broken());
      case State.Committing committing ->
          "%s %s, %s, last step %s"
              .formatted(
                  kind(committing),
                  progress(committing.progress()),
                  by(committing.decided()),
                  since(committing));
      case State.RollingBack back ->
          "%s, %s, to %s%s, %s"
              .formatted(
                  kind(back),
                  of(back.ballot()),
                  back.outcome(),
                  came(back.progress()),
                  by(back.decided()));
      case State.Ended ended -> of(ended);
    };
  }

  private static String of(State.Ended ended) {
    String ballot = ended.ballot().map(vote -> ", " + of(vote)).orElse("");
    return "Ended %s%s%s, %s%s"
        .formatted(
            ended.outcome().map(Outcome::name).orElse("undecided"),
            ballot,
            came(ended.progress()),
            by(ended.decided()),
            ended.forgotten() ? ", forgotten" : "");
  }

  private static String by(Decided decided) {
    return "by " + decided.by().name().toLowerCase(Locale.ROOT);
  }

  /** The time from the vote to the last step. */
  private static String since(State.Committing committing) {
    return committing
        .lastStep()
        .since(TransactionSamples.VOTE)
        .atMost()
        .map(
            age ->
                age.isZero()
                    ? "the vote"
                    : "+" + age.toString().substring(2).toLowerCase(Locale.ROOT))
        .orElse("another boot");
  }

  private static String of(Ballot ballot) {
    return switch (ballot) {
      case Ballot.Yes yes -> "yes " + yes.promise();
      case Ballot.No no -> "no" + codes("", no.reasons());
      case Ballot.ReadOnly readOnly -> "read-only";
    };
  }

  private static String came(List<Progress> progress) {
    return progress.isEmpty() ? "" : " " + progress(progress);
  }

  private static String progress(List<Progress> progress) {
    return progress.stream()
        .map(each -> each.getClass().getSimpleName() + codes("", each.reasons()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String codes(String prefix, List<Reason> reasons) {
    return reasons.isEmpty()
        ? ""
        : reasons.stream()
            .map(reason -> reason.code().name())
            .collect(Collectors.joining(" ", prefix + "(", ")"));
  }

  private static String of(Effect effect) {
    return switch (effect) {
      case Effect.None none -> "-";
      case Effect.Check check -> "Check";
      case Effect.Arm arm -> "Arm";
      case Effect.Disarm disarm -> "Disarm";
      case Effect.Actuate actuate ->
          (actuate.timed() ? "Actuate at its instant" : "Actuate")
              + each(actuate.moves(), ProtocolTable::move);
      case Effect.Recheck recheck ->
          "Recheck" + each(recheck.tasks(), task -> " #" + task.number());
      case Effect.Settle settle -> "Settle" + each(settle.doubts(), ProtocolTable::doubt);
      case Effect.AskCoordinator ask -> "AskCoordinator";
      case Effect.Retry retry -> "Retry";
      case Effect.AwaitInstant wait -> "AwaitInstant";
    };
  }

  private static String move(Effect.Move move) {
    return " #" + move.task().number() + (move.recheck() ? " recheck" : "");
  }

  private static String doubt(Effect.Doubt doubt) {
    return " #" + doubt.task().number() + (doubt.accepted() ? " accepted" : "");
  }

  private static <T> String each(List<T> all, Function<T, String> words) {
    return all.stream().map(words).collect(Collectors.joining());
  }

  private static String of(Reply reply) {
    return switch (reply) {
      case Reply.Taken taken -> "taken";
      case Reply.Later later -> "later";
      case Reply.Refused refused -> "refused " + refused.refusal();
    };
  }

  /** State and what it is doing, without what it holds. */
  static String kind(State state) {
    return switch (state) {
      case State.Absent absent -> "Absent";
      case State.Preparing preparing -> "Preparing " + preparing.phase();
      case State.Prepared prepared -> "Prepared";
      case State.Committing committing -> "Committing " + committing.standing();
      case State.RollingBack back -> "RollingBack " + back.disarmament();
      case State.Ended ended -> "Ended";
    };
  }

  /** The condensed table, for ARCHITECTURE.md: which states an event can lead to. */
  static String markdown() {
    SequencedSet<String> states = new LinkedHashSet<>();
    SequencedSet<String> events = new LinkedHashSet<>();
    for (Class<?> state : State.class.getPermittedSubclasses()) {
      states.add(state.getSimpleName());
    }
    for (Class<?> event : Event.class.getPermittedSubclasses()) {
      events.add(event.getSimpleName());
    }
    List<Cell> cells = cells();
    StringBuilder text = new StringBuilder("| event | " + String.join(" | ", states) + " |\n");
    text.append("|---".repeat(states.size() + 1)).append("|\n");
    for (String event : events) {
      text.append("| `").append(event).append('`');
      states.forEach(state -> text.append(" | ").append(condensed(cells, state, event)));
      text.append(" |\n");
    }
    return text.toString();
  }

  private static String condensed(List<Cell> cells, String state, String event) {
    Set<String> next = new LinkedHashSet<>();
    for (Cell cell : cells) {
      if (cell.before().state().getClass().getSimpleName().equals(state)
          && cell.event().event().getClass().getSimpleName().equals(event)
          && !cell.nothing()) {
        boolean refused = cell.decision().reply() instanceof Reply.Refused;
        next.add(refused ? "*refused*" : kind(cell.decision().next()));
      }
    }
    return next.isEmpty() ? "·" : String.join(", ", new TreeSet<>(next));
  }
}
