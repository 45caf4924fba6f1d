package dev.lockstep.dashboard;

import dev.lockstep.device.TimeSource;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What waits for a person (P12), the most urgent first: what may move, then what holds a line. */
@Singleton
final class WaitingList {
  private static final String LONG = "…";

  private final Participant participant;
  private final TimeSource clock;

  WaitingList(Participant participant, TimeSource clock) {
    this.participant = participant;
    this.clock = clock;
  }

  /**
   * Part of the list.
   *
   * @param all how many there are
   * @param kinds how many of each kind
   */
  record Part(List<WaitingState> states, int all, Map<Intervention.Kind, Integer> kinds) {
    Part {
      states = List.copyOf(states);
    }
  }

  /**
   * The first rows.
   *
   * @param kind only these; empty: all
   */
  Part first(Optional<Intervention.Kind> kind, int most) {
    return part(each -> kind.isEmpty() || kind.get() == each.waits().kind(), most);
  }

  /**
   * The first of those that wait alike.
   *
   * @param like word of their key
   */
  Part alike(String like, int most) {
    Map<WaitingGroup.Key, Boolean> known = new HashMap<>();
    return part(each -> known.computeIfAbsent(each.key(), key -> key.word().equals(like)), most);
  }

  private Part part(Predicate<WaitingState> wanted, int most) {
    List<WaitingState> all = sorted();
    Map<Intervention.Kind, Integer> kinds = new EnumMap<>(Intervention.Kind.class);
    all.forEach(each -> kinds.merge(each.waits().kind(), 1, Integer::sum));
    List<WaitingState> found = all.stream().filter(wanted).toList();
    return new Part(found.stream().limit(most).toList(), found.size(), kinds);
  }

  /**
   * What waits, on so many rows.
   *
   * @param all how many there are
   */
  record Grouped(List<WaitingGroup> groups, int all) {
    Grouped {
      groups = List.copyOf(groups);
    }
  }

  /** The first rows, those that wait alike on one. */
  Grouped grouped(int most) {
    List<WaitingState> all = sorted();
    return new Grouped(WaitingGroups.of(all, most, clock.now().wall()), all.size());
  }

  private List<WaitingState> sorted() {
    List<State> states = new ArrayList<>(participant.live());
    states.addAll(participant.heuristics());
    List<WaitingState> found = new ArrayList<>();
    for (State each : states) {
      participant
          .intervention(each)
          .ifPresent(waits -> found.add(new WaitingState(each, waits, since(each))));
    }
    found.sort(
        Comparator.<WaitingState>comparingInt(each -> urgency(each.waits().kind()))
            .thenComparing(WaitingState::since));
    return found;
  }

  /** The row of one transaction; empty where it waits for no person. */
  Optional<WaitingRow> row(State state) {
    Instant now = clock.now().wall();
    return participant
        .intervention(state)
        .map(waits -> row(new WaitingState(state, waits, since(state)), now));
  }

  static WaitingRow row(WaitingState found, Instant now) {
    State state = found.state();
    Intervention waits = found.waits();
    return new WaitingRow(
        id(state).map(TransactionId::value).orElse(""),
        waits.kind(),
        state.name(),
        badge(waits.kind()),
        devices(state),
        TimeText.of(found.since(), now),
        cut(waits.cause()),
        waits.remedy(),
        shown(state, Optional.of(waits.kind())),
        Act.offered(waits.kind()));
  }

  /** What a decision may rest on, in one line; see {@link WaitingRow#shown}. */
  static String shown(State state, Optional<Intervention.Kind> kind) {
    String standing =
        switch (state) {
          case State.Committing committing -> committing.standing().name();
          case State.RollingBack back -> back.disarmament().name();
          case State.Absent absent -> "";
          case State.Preparing preparing -> preparing.phase().name();
          case State.Prepared prepared -> "";
          case State.Ended ended -> ended.forgotten() ? "FORGOTTEN" : "";
        };
    String decided = state.decider().map(each -> each.at().wall().toString()).orElse("");
    return "%s %s %s %s"
        .formatted(state.name(), standing, kind.map(Enum::name).orElse("NONE"), decided);
  }

  private static String cut(String cause) {
    int most = 400;
    return cause.length() <= most ? cause : cause.substring(0, most) + LONG;
  }

  static Optional<TransactionId> id(State state) {
    return state instanceof State.Ended ended
        ? Optional.of(ended.id())
        : state.work().map(Branch::id);
  }

  static List<String> devices(State state) {
    return state.work().stream()
        .flatMap(branch -> branch.tasks().stream())
        .map(task -> task.action().device().value())
        .distinct()
        .limit(10)
        .toList();
  }

  /** Since when it stands so, as far as the state knows. */
  static Instant since(State state) {
    return switch (state) {
      case State.Absent absent -> Instant.EPOCH;
      case State.Preparing preparing -> preparing.since().wall();
      case State.Prepared prepared -> prepared.vote().at().wall();
      case State.Committing committing -> committing.decided().at().wall();
      case State.RollingBack back -> back.decided().at().wall();
      case State.Ended ended ->
          ended.decided().at().wall().equals(Instant.EPOCH)
              ? ended.ballot().map(Ballot::at).map(at -> at.wall()).orElse(Instant.EPOCH)
              : ended.decided().at().wall();
    };
  }

  /** Machines that may move come before lines that wait. */
  private static int urgency(Intervention.Kind kind) {
    return switch (kind) {
      case HELD_BACK -> 0;
      case SENT_ONCE -> 1;
      case NOT_VERIFIED -> 2;
      case WITHHELD -> 3;
      case NOT_DISARMED -> 4;
      case PROMISE_LAPSED -> 5;
      case IN_DOUBT -> 6;
      case REFUSED -> 7;
      case UNREACHABLE -> 8;
      case DEVICE_GONE -> 9;
      case HEURISTIC -> 10;
    };
  }

  static Badge badge(Intervention.Kind kind) {
    String word = Badge.words(kind);
    return switch (kind) {
      case SENT_ONCE, NOT_VERIFIED, WITHHELD, NOT_DISARMED, HELD_BACK -> Badge.bad(word);
      case PROMISE_LAPSED, IN_DOUBT, REFUSED, UNREACHABLE, DEVICE_GONE, HEURISTIC ->
          Badge.warn(word);
    };
  }
}
