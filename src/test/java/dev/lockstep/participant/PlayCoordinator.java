package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A correct coordinator of the simulation, with its network: messages are under way until the
 * schedule delivers, duplicates or loses them. Its decisions are durable from the start.
 */
final class PlayCoordinator {
  /** The coordinator's decision. */
  enum Verdict {
    NONE,
    COMMIT,
    ABORT
  }

  /**
   * A message under way.
   *
   * @param to the gateway
   */
  record Message(ParticipantRig to, TransactionId id, String kind, Runnable arrive) {}

  /** One distributed transaction. */
  static final class Plan {
    final TransactionId id;
    final Map<ParticipantRig, List<PrepareRequest.Wish>> work;
    final Map<ParticipantRig, Boolean> votes = new LinkedHashMap<>();
    final Map<ParticipantRig, Outcome> outcomes = new LinkedHashMap<>();
    Verdict verdict = Verdict.NONE;

    /** So long after the decision the machines are to move together; empty for at once. */
    final Optional<Duration> ahead;

    Optional<Instant> instant = Optional.empty();

    Plan(
        TransactionId id,
        Map<ParticipantRig, List<PrepareRequest.Wish>> work,
        Optional<Duration> ahead) {
      this.id = id;
      this.work = work;
      this.ahead = ahead;
    }
  }

  final Map<TransactionId, Plan> plans;
  final List<Message> network = new ArrayList<>();

  /** Whether the coordinator is cut off from the network. */
  boolean silent;

  private final SimulationRules rules;
  private final Supplier<Moment> now;

  PlayCoordinator(SimulationRules rules, Supplier<Moment> now, Map<TransactionId, Plan> plans) {
    this.plans = plans;
    this.rules = rules;
    this.now = now;
  }

  /** The answer to a gateway in doubt. */
  CoordinatorClient.Word word(TransactionId id) {
    Plan plan = plans.get(id);
    if (silent) {
      return new CoordinatorClient.Word.Silence("no answer");
    }
    return switch (plan == null ? Verdict.NONE : plan.verdict) {
      case COMMIT -> new CoordinatorClient.Word.Commit("decided", plan.instant);
      case ABORT -> new CoordinatorClient.Word.Rollback("decided");
      case NONE -> new CoordinatorClient.Word.Undecided("not decided");
    };
  }

  void begin(Plan plan) {
    plans.put(plan.id, plan);
    plan.work.keySet().forEach(rig -> prepare(plan, rig));
  }

  /** Gives up waiting for missing votes. */
  void lose(Plan plan) {
    if (plan.verdict == Verdict.NONE) {
      plan.verdict = Verdict.ABORT;
    }
  }

  /** Repeats all requests without an answer. */
  void nudge(Plan plan) {
    for (ParticipantRig rig : plan.work.keySet()) {
      if (plan.verdict == Verdict.NONE && !plan.votes.containsKey(rig)) {
        prepare(plan, rig);
      } else if (plan.verdict != Verdict.NONE && !plan.outcomes.containsKey(rig)) {
        decide(plan, rig);
      }
    }
  }

  private void prepare(Plan plan, ParticipantRig rig) {
    List<String> siblings =
        plan.work.keySet().stream().filter(each -> each != rig).map(each -> each.name).toList();
    PrepareRequest request = Wishes.request(plan.id, siblings, plan.work.get(rig));
    send(
        rig,
        plan.id,
        "prepare",
        () ->
            hear(
                rig.participant().ask(request, Requester.NONE),
                answer -> voted(plan, rig, answer)));
  }

  private void voted(Plan plan, ParticipantRig rig, Answer answer) {
    rules.answered(rig, plan.id, answer);
    boolean yes = answer.state().cast().orElse(null) instanceof Ballot.Yes;
    send(null, plan.id, "vote", () -> count(plan, rig, yes));
  }

  private void count(Plan plan, ParticipantRig rig, boolean yes) {
    if (plan.verdict != Verdict.NONE) {
      return;
    }
    plan.votes.putIfAbsent(rig, yes);
    if (plan.votes.containsValue(false)) {
      plan.verdict = Verdict.ABORT;
    } else if (plan.votes.keySet().containsAll(plan.work.keySet())) {
      plan.verdict = Verdict.COMMIT;
      plan.instant = plan.ahead.map(now.get().wall()::plus);
    }
    nudge(plan);
  }

  private void decide(Plan plan, ParticipantRig rig) {
    boolean commit = plan.verdict == Verdict.COMMIT;
    send(
        rig,
        plan.id,
        commit ? "commit" : "rollback",
        () -> {
          Decided decided =
              Decided.byCoordinator(now.get()).moving(commit ? plan.instant : Optional.empty());
          Event event =
              commit
                  ? new Event.CommitDecided(decided)
                  : new Event.RollbackDecided(plan.id, decided);
          hear(rig.participant().tell(plan.id, event), answer -> ended(plan, rig, answer));
        });
  }

  private void ended(Plan plan, ParticipantRig rig, Answer answer) {
    rules.answered(rig, plan.id, answer);
    if (answer.reply() instanceof Reply.Refused refused) {
      rules.refused(plan, rig, refused.refusal(), answer.state());
    }
    if (answer.state() instanceof State.Ended ended) {
      send(
          null,
          plan.id,
          "outcome",
          () -> ended.outcome().ifPresent(it -> plan.outcomes.put(rig, it)));
    }
  }

  /** Handles an answer. A failed request has none, and is repeated. */
  private static void hear(CompletableFuture<Answer> asked, Consumer<Answer> then) {
    var unused = asked.thenAccept(then);
  }

  /** Sends a message from one gateway to another, over the same network. */
  void between(ParticipantRig to, TransactionId id, Event event) {
    send(
        to,
        id,
        "renounce",
        () -> {
          var unused = to.participant().tell(id, event);
        });
  }

  private void send(ParticipantRig to, TransactionId id, String kind, Runnable arrive) {
    network.add(new Message(to, id, kind, arrive));
  }
}
