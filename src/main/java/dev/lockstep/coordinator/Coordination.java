package dev.lockstep.coordinator;

import dev.lockstep.transaction.Outcome;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The coordinator's half of two-phase commit with presumed abort, as one pure function over its
 * states.
 *
 * <p>The whole table of states and events is {@code src/test/resources/coordination-table.txt}.
 */
public sealed interface Coordination {

  /** Unknown: it was never asked for. */
  record Absent() implements Coordination {}

  /**
   * Begun, durably: the votes are gathered. They are not kept: a restart that finds this state has
   * no decision, and so aborts.
   *
   * @param votes one for each participant
   */
  record Preparing(CoordinationPlan plan, List<Vote> votes) implements Coordination {
    public Preparing {
      votes = List.copyOf(votes);
      same(plan, votes);
    }
  }

  /** Decided, durably: delivered until every participant has confirmed. */
  record Decided(CoordinationPlan plan, List<Vote> votes, Ruling ruling, List<Delivery> deliveries)
      implements Coordination {
    public Decided {
      votes = List.copyOf(votes);
      deliveries = List.copyOf(deliveries);
      same(plan, votes);
      same(plan, deliveries);
    }
  }

  /**
   * Every participant has confirmed, or is known to have lost its vote.
   *
   * @param deliveries none of them pending
   * @param forgets participants that are still to be told that they may forget, and how often they
   *     were told already
   */
  record Ended(
      CoordinationPlan plan,
      List<Vote> votes,
      Ruling ruling,
      List<Delivery> deliveries,
      Instant at,
      SortedMap<Integer, Integer> forgets)
      implements Coordination {
    public Ended {
      votes = List.copyOf(votes);
      deliveries = List.copyOf(deliveries);
      forgets = Collections.unmodifiableSortedMap(new TreeMap<>(forgets));
      same(plan, votes);
      same(plan, deliveries);
      if (deliveries.stream().anyMatch(Delivery::pending)) {
        throw new IllegalArgumentException("ended, and yet to be delivered: " + plan.id());
      }
    }

    /** The outcome, all participants taken together. */
    public Outcome outcome() {
      return OutcomeSummary.of(votes, ruling.verdict(), deliveries);
    }
  }

  /** The states' names as people and the API spell them. */
  enum Name {
    ABSENT,
    PREPARING,
    DECIDED,
    ENDED
  }

  /**
   * What follows when this event meets this state. Total: an event that means nothing here changes
   * nothing.
   */
  static CoordinationDecision decide(Coordination state, CoordinationEvent event) {
    return switch (state) {
      case Absent absent -> AbsentTransitions.decide(absent, event);
      case Preparing preparing -> PreparingTransitions.decide(preparing, event);
      case Decided decided -> DecidedTransitions.decide(decided, event);
      case Ended ended -> EndedTransitions.decide(ended, event);
    };
  }

  default Name name() {
    return switch (this) {
      case Absent absent -> Name.ABSENT;
      case Preparing preparing -> Name.PREPARING;
      case Decided decided -> Name.DECIDED;
      case Ended ended -> Name.ENDED;
    };
  }

  default Optional<CoordinationPlan> work() {
    return switch (this) {
      case Absent absent -> Optional.empty();
      case Preparing preparing -> Optional.of(preparing.plan());
      case Decided decided -> Optional.of(decided.plan());
      case Ended ended -> Optional.of(ended.plan());
    };
  }

  /** The votes, one for each participant; none where nothing was asked for. */
  default List<Vote> ballots() {
    return switch (this) {
      case Absent absent -> List.of();
      case Preparing preparing -> preparing.votes();
      case Decided decided -> decided.votes();
      case Ended ended -> ended.votes();
    };
  }

  /** How far the decision has come, one for each participant; none told where it is not made. */
  default List<Delivery> progress() {
    return switch (this) {
      case Absent absent -> List.of();
      case Preparing preparing ->
          Collections.nCopies(preparing.votes().size(), Delivery.Pending.FIRST);
      case Decided decided -> decided.deliveries();
      case Ended ended -> ended.deliveries();
    };
  }

  /** The decision, where there is one. */
  default Optional<Ruling> decision() {
    return switch (this) {
      case Absent absent -> Optional.empty();
      case Preparing preparing -> Optional.empty();
      case Decided decided -> Optional.of(decided.ruling());
      case Ended ended -> Optional.of(ended.ruling());
    };
  }

  /** Whether something is still to be done: a start must find it. */
  default boolean open() {
    return switch (this) {
      case Absent absent -> false;
      case Preparing preparing -> true;
      case Decided decided -> true;
      case Ended ended -> !ended.forgets().isEmpty();
    };
  }

  private static void same(CoordinationPlan plan, List<?> each) {
    if (each.size() != plan.shares().size()) {
      throw new IllegalArgumentException("one for each participant is wanted: " + plan.id());
    }
  }
}
