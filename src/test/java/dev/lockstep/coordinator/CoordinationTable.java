package dev.lockstep.coordinator;

import dev.lockstep.coordinator.Coordination.Absent;
import dev.lockstep.coordinator.Coordination.Decided;
import dev.lockstep.coordinator.Coordination.Ended;
import dev.lockstep.coordinator.Coordination.Preparing;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Each state of a coordination that makes a difference, met by each event that does. */
final class CoordinationTable {
  static final Instant AT = Instant.parse("2026-01-05T06:00:00Z");
  private static final Vote YES = new Vote.Yes("CHECKED", Optional.empty());
  private static final Vote SEEN =
      new Vote.Yes(
          "CHECKED",
          Optional.empty(),
          new VoteReadings(List.of(new VoteReadings.Shown("press", "Recipe", "\"B\"")), 2));
  private static final Vote NO =
      new Vote.No(List.of(Objection.of("REQUIREMENT_BROKEN", "the guard is open")));
  private static final Vote TAKEN = new Vote.Taken("came before with other commands");
  private static final Vote AWAITED = new Vote.Awaited();
  private static final Vote READ_ONLY = new Vote.ReadOnly();
  private static final Vote MISSING = new Vote.Missing("connection refused");
  private static final Delivery PENDING = Delivery.Pending.FIRST;
  private static final Delivery EXCUSED = new Delivery.Excused();

  private CoordinationTable() {}

  static CoordinationPlan plan() {
    return new CoordinationPlan(
        new TransactionId("t1"),
        List.of(share("http://127.0.0.1:8081"), share("http://127.0.0.1:8082")),
        new CoordinationPlan.Terms(Duration.ofSeconds(10), 2, 2),
        AT);
  }

  /** The same, to learn the votes. */
  static CoordinationPlan dryRun() {
    CoordinationPlan plan = plan();
    return new CoordinationPlan(
        plan.id(),
        plan.shares(),
        plan.terms(),
        plan.at(),
        CoordinationPlan.Intent.DRY_RUN,
        Optional.of(new PlanOrigin("changeover", "9f86d081884c7d65")),
        Optional.empty());
  }

  private static CoordinationPlan.Share share(String gateway) {
    return new CoordinationPlan.Share(
        URI.create(gateway),
        List.of(new CoordinationPlan.Wish("press", "SetRecipe", Map.of("Recipe", "A"), 0)));
  }

  static Map<String, Coordination> states() {
    Map<String, Coordination> states = new LinkedHashMap<>();
    states.put("Absent", new Absent());
    states.put("Preparing, none in", preparing(AWAITED, AWAITED));
    states.put("Preparing, #0 is in", preparing(AWAITED, YES));
    states.put("Preparing, the other only reads", preparing(AWAITED, READ_ONLY));
    states.put("Preparing, the other refused", preparing(AWAITED, NO));
    states.put("Preparing, the other is silent", preparing(AWAITED, MISSING));
    states.put("Decided COMMIT, none told", commit(PENDING, PENDING));
    states.put("Decided COMMIT, last one", commit(PENDING, confirmed(Outcome.COMMITTED)));
    states.put(
        "Decided COMMIT, last one, once not known",
        commit(new Delivery.Pending(1, 1, Optional.of("404")), confirmed(Outcome.COMMITTED)));
    states.put(
        "Decided COMMIT, the other contradicted",
        commit(PENDING, confirmed(Outcome.HEURISTIC_ROLLBACK)));
    states.put("Decided COMMIT, #0 done", commit(confirmed(Outcome.COMMITTED), PENDING));
    states.put("Decided ABORT, the other refused", abort(List.of(YES, NO), PENDING, EXCUSED));
    states.put("Decided ABORT, none told", abort(List.of(YES, MISSING), PENDING, PENDING));
    states.put("Dry run, none in", dryRun(PENDING, AWAITED, AWAITED));
    states.put("Dry run, #0 is in", dryRun(PENDING, AWAITED, SEEN));
    states.put("Dry run, the other refused", dryRun(PENDING, AWAITED, NO));
    states.put("Dry run, both in, none told", dryRun(PENDING, SEEN, SEEN));
    states.put("Dry run, last one", dryRun(confirmed(Outcome.ROLLED_BACK), SEEN, SEEN));
    states.put("Ended, all may forget", ended(forgets(0, 0)));
    states.put("Ended, last one may forget", ended(forgets(0, -1)));
    states.put("Ended, last one may forget, told once", ended(forgets(1, -1)));
    states.put("Ended, forgotten", ended(forgets(-1, -1)));
    return states;
  }

  static Map<String, CoordinationEvent> events() {
    Map<String, CoordinationEvent> events = new LinkedHashMap<>();
    events.put("Requested", new CoordinationEvent.Requested(plan()));
    events.put("Requested, dry run", new CoordinationEvent.Requested(dryRun()));
    events.put("Voted COMMIT", new CoordinationEvent.Voted(0, YES, AT));
    events.put("Voted READ_ONLY", new CoordinationEvent.Voted(0, READ_ONLY, AT));
    events.put("Voted ROLLBACK", new CoordinationEvent.Voted(0, NO, AT));
    events.put("Voted, id taken", new CoordinationEvent.Voted(0, TAKEN, AT));
    events.put("Voted, missing", new CoordinationEvent.Voted(0, MISSING, AT));
    events.put("VotesDue", new CoordinationEvent.VotesDue(AT));
    for (Outcome outcome : Outcome.values()) {
      events.put("Told " + outcome, told(new Receipt.Ended(outcome)));
    }
    events.put(
        "Told, under way", told(new Receipt.UnderWay(Optional.of(Duration.ofSeconds(1)), "202")));
    events.put("Told, not known", told(new Receipt.NotKnown("404")));
    events.put("Told, unclear", told(new Receipt.Unclear("503")));
    events.put("RetryDue", new CoordinationEvent.RetryDue(0, AT));
    events.put("ForgetAnswered, taken", new CoordinationEvent.ForgetAnswered(0, true, AT));
    events.put("ForgetAnswered, not taken", new CoordinationEvent.ForgetAnswered(0, false, AT));
    events.put("Restarted", new CoordinationEvent.Restarted(AT));
    return events;
  }

  /** Events that come to the same in a state share a line. */
  static String text() {
    StringBuilder text = new StringBuilder("state\n  event | next | durable | effects\n");
    states()
        .forEach(
            (name, state) -> {
              text.append("\n%s: %s\n".formatted(name, of(state)));
              Map<String, List<String>> lines = new LinkedHashMap<>();
              List<String> nothing = new ArrayList<>();
              events()
                  .forEach(
                      (event, met) -> {
                        CoordinationDecision step = Coordination.decide(state, met);
                        if (step.equals(CoordinationDecision.stay(state))) {
                          nothing.add(event);
                        } else {
                          lines
                              .computeIfAbsent(of(state, step), key -> new ArrayList<>())
                              .add(event);
                        }
                      });
              lines.forEach(
                  (follows, same) ->
                      text.append("  %s | %s\n".formatted(String.join("; ", same), follows)));
              text.append("  (nothing): ").append(String.join("; ", nothing)).append('\n');
            });
    return text.toString();
  }

  private static String of(Coordination state, CoordinationDecision step) {
    String next = step.next().equals(state) ? "=" : of(step.next());
    String effects =
        step.effects().isEmpty()
            ? "-"
            : step.effects().stream().map(CoordinationTable::of).collect(Collectors.joining(", "));
    return "%s | %s | %s".formatted(next, durable(step), effects);
  }

  private static String durable(CoordinationDecision step) {
    return switch (step.durability()) {
      case NONE -> "no";
      case LAZY -> "lazily";
      case FORCED -> "DURABLE";
    };
  }

  static String of(Coordination state) {
    return switch (state) {
      case Absent absent -> "Absent";
      case Preparing preparing -> "Preparing " + votes(preparing.votes());
      case Decided decided ->
          "Decided %s %s %s"
              .formatted(
                  decided.ruling().verdict(),
                  votes(decided.votes()),
                  deliveries(decided.deliveries()));
      case Ended ended ->
          "Ended %s %s %s, to forget %s"
              .formatted(
                  ended.outcome(),
                  votes(ended.votes()),
                  deliveries(ended.deliveries()),
                  ended.forgets());
    };
  }

  private static String votes(List<Vote> votes) {
    return votes.stream().map(CoordinationTable::of).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String of(Vote vote) {
    return switch (vote) {
      case Vote.Awaited awaited -> "?";
      case Vote.Yes yes -> "yes";
      case Vote.ReadOnly readOnly -> "read-only";
      case Vote.No no -> "no";
      case Vote.Taken taken -> "taken";
      case Vote.Missing missing -> "missing";
    };
  }

  private static String deliveries(List<Delivery> deliveries) {
    return deliveries.stream()
        .map(CoordinationTable::of)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String of(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Excused excused -> "excused";
      case Delivery.Pending pending ->
          pending.attempts() == 0
              ? "pending"
              : "pending after %d%s"
                  .formatted(
                      pending.attempts(),
                      pending.unknowns() == 0 ? "" : ", not known " + pending.unknowns());
      case Delivery.Confirmed confirmed -> confirmed.outcome().name();
      case Delivery.Lost lost -> "lost";
    };
  }

  private static String of(CoordinationEffect effect) {
    return switch (effect) {
      case CoordinationEffect.Prepare prepare -> "Prepare #" + prepare.participant();
      case CoordinationEffect.AwaitVotes await -> "AwaitVotes " + await.timeout();
      case CoordinationEffect.AwaitOtherReasons await -> "AwaitOtherReasons";
      case CoordinationEffect.Deliver deliver ->
          "Deliver %s #%d".formatted(deliver.verdict(), deliver.participant());
      case CoordinationEffect.Forget forget -> "Forget #" + forget.participant();
      case CoordinationEffect.Retry retry ->
          "Retry #%d after %d%s"
              .formatted(
                  retry.participant(),
                  retry.attempts(),
                  retry.asked().map(pause -> " asked " + pause).orElse(""));
    };
  }

  private static CoordinationEvent told(Receipt receipt) {
    return new CoordinationEvent.Told(0, receipt, AT);
  }

  private static Preparing preparing(Vote... votes) {
    return new Preparing(plan(), List.of(votes));
  }

  private static Decided commit(Delivery... deliveries) {
    Ruling commit = new Ruling(Verdict.COMMIT, List.of(), AT);
    return new Decided(plan(), List.of(YES, YES), commit, List.of(deliveries));
  }

  /**
   * @param second how far the second participant has come; the first is yet to be told
   */
  private static Decided dryRun(Delivery second, Vote... votes) {
    Ruling abort = new Ruling(Verdict.ABORT, List.of(DryRunTransitions.REASON), AT);
    return new Decided(dryRun(), List.of(votes), abort, List.of(PENDING, second));
  }

  private static Decided abort(List<Vote> votes, Delivery... deliveries) {
    Ruling abort = new Ruling(Verdict.ABORT, List.of("the guard is open"), AT);
    return new Decided(plan(), votes, abort, List.of(deliveries));
  }

  private static Ended ended(SortedMap<Integer, Integer> forgets) {
    Delivery done = confirmed(Outcome.COMMITTED);
    Ruling commit = new Ruling(Verdict.COMMIT, List.of(), AT);
    return new Ended(plan(), List.of(YES, YES), commit, List.of(done, done), AT, forgets);
  }

  /** Attempts by participant; negative: has been told. */
  private static SortedMap<Integer, Integer> forgets(int... attempts) {
    SortedMap<Integer, Integer> forgets = new TreeMap<>();
    for (int each = 0; each < attempts.length; each++) {
      if (attempts[each] >= 0) {
        forgets.put(each, attempts[each]);
      }
    }
    return forgets;
  }

  private static Delivery confirmed(Outcome outcome) {
    return new Delivery.Confirmed(outcome, 1, Optional.empty(), AT);
  }
}
