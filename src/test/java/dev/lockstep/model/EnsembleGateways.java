package dev.lockstep.model;

import dev.lockstep.coordinator.Verdict;
import dev.lockstep.ensemble.VerdictInquiry;
import dev.lockstep.model.EnsembleScene.Standing;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;
import java.util.Optional;

/** What a gateway does by itself: its machine, its pauses, its inquiry at the ensemble. */
final class EnsembleGateways {
  private final EnsembleScene scene;
  private final EnsembleShell shell;
  private final EnsembleNodes nodes;
  private final Sink sink;

  EnsembleGateways(EnsembleScene scene, Sink sink) {
    this.scene = scene;
    this.shell = new EnsembleShell(scene);
    this.nodes = new EnsembleNodes(scene);
    this.sink = sink;
  }

  void steps(World world, int gateway) {
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    if (world.is(at.strayProposal())) {
      Turn turn = new Turn(world);
      nodes.create(turn, proposal(world.get(at.strayProposal())));
      turn.world.clear(at.strayProposal());
      take(gateway, "an old proposal reaches the ensemble", turn);
    }
    if (!scene.up(world, gateway)) {
      Turn turn = new Turn(world);
      shell.start(turn, gateway);
      take(gateway, "restart", turn);
      return;
    }
    if (world.is(scene.places.left.gateways())) {
      Turn turn = EnsembleScene.failing(world, scene.places.left.gateways());
      shell.crash(turn, gateway);
      take(gateway, "crash", turn);
    }
    strays(world, gateway);
    if (world.is(at.timer())) {
      Turn turn = new Turn(world);
      turn.world.clear(at.timer());
      shell.happen(turn, gateway, new Event.RetryDue(EnsembleShell.NOW));
      take(gateway, "the pause is over", turn);
    }
    if (world.is(at.work())) {
      work(world, gateway);
    }
    if (world.is(at.ask())) {
      inquire(world, gateway);
    }
  }

  private void work(World world, int gateway) {
    Turn turn = new Turn(world);
    shell.work(turn, gateway);
    take(gateway, "its machine answers", turn);
    boolean sends = scene.known(world, gateway) instanceof State.Committing;
    if (sends && world.is(scene.places.left.gateways())) {
      Turn cut = EnsembleScene.failing(world, scene.places.left.gateways());
      shell.move(cut, gateway);
      shell.crash(cut, gateway);
      take(gateway, "its machine may have moved, and the power goes", cut);
    }
  }

  private void strays(World world, int gateway) {
    EnsemblePlaces.Gateway at = scene.places.gateways.get(gateway);
    for (int plan = 0; plan < at.strayPrepare().size(); plan++) {
      if (world.is(at.strayPrepare().get(plan))) {
        Turn turn = new Turn(world);
        turn.world.clear(at.strayPrepare().get(plan));
        shell.prepare(turn, gateway, plan, false);
        take(gateway, "a late prepare arrives", turn);
      }
    }
    if (world.is(at.strayRollback())) {
      Turn turn = new Turn(world);
      turn.world.clear(at.strayRollback());
      Decided decided = Decided.byCoordinator(EnsembleShell.NOW);
      shell.happen(turn, gateway, new Event.RollbackDecided(EnsembleScene.ID, decided));
      take(gateway, "a late rollback arrives", turn);
    }
  }

  private VerdictInquiry inquiry(World world, int gateway) {
    return scene.inquiries.value(world.get(scene.places.gateways.get(gateway).ask())).orElseThrow();
  }

  private void inquire(World world, int gateway) {
    VerdictInquiry inquiry = inquiry(world, gateway);
    VerdictInquiry.Step step = inquiry.next();
    switch (step) {
      case READ_VERDICT -> readVerdict(world, gateway, inquiry);
      case PUBLISH_VOTE -> publish(world, gateway, inquiry);
      case READ_VOTES -> readVotes(world, gateway, inquiry);
      case PROPOSE_COMMIT -> propose(world, gateway, inquiry, Verdict.COMMIT);
      case PROPOSE_ROLLBACK -> propose(world, gateway, inquiry, Verdict.ABORT);
      case OBEY_COMMIT, OBEY_ROLLBACK, WAIT, UNKNOWN -> conclude(world, gateway, step);
    }
    if (!step.last() && world.is(scene.places.left.losses())) {
      Turn lost = EnsembleScene.failing(world, scene.places.left.losses());
      set(lost, gateway, inquiry.unreached());
      take(gateway, "the ensemble does not answer", lost);
    }
  }

  private void readVerdict(World world, int gateway, VerdictInquiry inquiry) {
    Turn turn = new Turn(world);
    VerdictInquiry.Standing standing = standing(world, gateway);
    set(turn, gateway, inquiry.read(standing));
    take(gateway, "reads the verdict: " + standing, turn);
  }

  private VerdictInquiry.Standing standing(World world, int gateway) {
    Optional<Standing> standing = scene.standing(world);
    if (standing.isEmpty()) {
      return VerdictInquiry.Standing.ABSENT;
    }
    return standing.get().plan() == plan(world, gateway)
        ? read(standing.get().verdict())
        : VerdictInquiry.Standing.OTHER_PLAN;
  }

  private static VerdictInquiry.Standing read(Verdict verdict) {
    return switch (verdict) {
      case COMMIT -> VerdictInquiry.Standing.COMMIT;
      case ABORT -> VerdictInquiry.Standing.ROLLBACK;
    };
  }

  private int plan(World world, int gateway) {
    return scene.branchPlan(world.get(scene.places.gateways.get(gateway).known()));
  }

  private void publish(World world, int gateway, VerdictInquiry inquiry) {
    Turn turn = published(new Turn(world), gateway);
    boolean own =
        turn.world.get(scene.places.gateways.get(gateway).vote()) == plan(world, gateway) + 1;
    set(
        turn,
        gateway,
        inquiry.published(
            own ? VerdictInquiry.OwnVote.PUBLISHED : VerdictInquiry.OwnVote.OTHER_PLAN));
    take(gateway, "publishes its vote", turn);
    if (world.is(scene.places.left.losses())) {
      Turn lost = published(EnsembleScene.failing(world, scene.places.left.losses()), gateway);
      take(gateway, "publishes its vote, and the answer is lost", lost);
    }
  }

  private Turn published(Turn turn, int gateway) {
    Field vote = scene.places.gateways.get(gateway).vote();
    turn.check(
        scene.durable(turn.world, gateway) instanceof State.Prepared,
        "P1: a vote is published that is not durable");
    if (!turn.world.is(vote)) {
      turn.world.set(vote, plan(turn.world, gateway) + 1);
    }
    return turn;
  }

  private void readVotes(World world, int gateway, VerdictInquiry inquiry) {
    boolean complete = nodes.complete(world, plan(world, gateway));
    boolean hasty = scene.sabotage == EnsembleSabotage.PROPOSE_WITHOUT_ALL_VOTES;
    VerdictInquiry.Votes found =
        complete || hasty ? VerdictInquiry.Votes.COMPLETE : VerdictInquiry.Votes.MISSING;
    // No clock says for sure when the time for votes is over: any gateway may find so at any time.
    for (boolean over : complete ? new boolean[] {false} : new boolean[] {false, true}) {
      Turn turn = new Turn(world);
      set(turn, gateway, inquiry.counted(found, over));
      String due = over ? ", and their time is over" : "";
      take(gateway, complete ? "reads all votes" : "reads that votes are missing" + due, turn);
    }
  }

  private void propose(World world, int gateway, VerdictInquiry inquiry, Verdict verdict) {
    Standing proposal = new Standing(plan(world, gateway), verdict, 0);
    Turn turn = new Turn(world);
    boolean created = nodes.create(turn, proposal);
    if (scene.sabotage == EnsembleSabotage.COUNT_A_VOTE_AFTER_ROLLBACK
        && verdict == Verdict.COMMIT) {
      nodes.set(turn, proposal);
    }
    set(turn, gateway, created ? inquiry.proposed() : exists(inquiry, verdict));
    String outcome = created ? "" : ", and a verdict exists";
    take(gateway, "proposes " + verdict + outcome, turn);
    if (world.is(scene.places.left.losses())) {
      Field left = scene.places.left.losses();
      Turn mute = EnsembleScene.failing(world, left);
      nodes.create(mute, proposal);
      set(mute, gateway, unanswered(inquiry, verdict));
      take(gateway, "proposes " + verdict + ", and the answer is lost", mute);
      Turn late = EnsembleScene.failing(world, left);
      int number = EnsembleScene.number(proposal.plan(), verdict);
      late.world.set(scene.places.gateways.get(gateway).strayProposal(), number);
      set(late, gateway, unanswered(inquiry, verdict));
      take(gateway, "proposes " + verdict + ", which is long on its way", late);
    }
  }

  private VerdictInquiry exists(VerdictInquiry inquiry, Verdict verdict) {
    return switch (scene.sabotage) {
      case TAKE_NODE_EXISTS_FOR_OWN -> inquiry.read(read(verdict));
      case TAKE_NODE_EXISTS_FOR_THE_OTHERS ->
          inquiry.read(read(verdict == Verdict.COMMIT ? Verdict.ABORT : Verdict.COMMIT));
      case NONE,
          PROPOSE_WITHOUT_ALL_VOTES,
          ACT_BEFORE_READING_BACK,
          COUNT_A_VOTE_AFTER_ROLLBACK,
          TRUST_OWNERSHIP,
          SWEEP_BEFORE_ALL_HAVE_CONFIRMED,
          SWEEP_AND_LEAVE_THE_PLAN,
          ROLL_BACK_ANOTHERS_PLAN ->
          inquiry.proposed();
    };
  }

  private VerdictInquiry unanswered(VerdictInquiry inquiry, Verdict verdict) {
    return scene.sabotage == EnsembleSabotage.ACT_BEFORE_READING_BACK
        ? inquiry.read(read(verdict))
        : inquiry.proposed();
  }

  private static Standing proposal(int number) {
    Verdict[] verdicts = Verdict.values();
    return new Standing(
        (number - 1) / verdicts.length, verdicts[(number - 1) % verdicts.length], 0);
  }

  private void conclude(World world, int gateway, VerdictInquiry.Step step) {
    Turn turn = new Turn(world);
    turn.world.clear(scene.places.gateways.get(gateway).ask());
    Decided evidence = new Decided(Authority.EVIDENCE, "", "", EnsembleShell.NOW);
    Event event =
        switch (step) {
          case OBEY_COMMIT -> new Event.CommitDecided(evidence);
          case OBEY_ROLLBACK -> new Event.RollbackDecided(EnsembleScene.ID, evidence);
          case WAIT, UNKNOWN -> new Event.Unanswered("", EnsembleShell.NOW);
          case READ_VERDICT, PUBLISH_VOTE, READ_VOTES, PROPOSE_COMMIT, PROPOSE_ROLLBACK ->
              throw new IllegalStateException("not the last step: " + step);
        };
    shell.happen(turn, gateway, event);
    take(gateway, "ends its inquiry: " + step, turn);
  }

  private void set(Turn turn, int gateway, VerdictInquiry inquiry) {
    turn.world.set(
        scene.places.gateways.get(gateway).ask(), scene.inquiries.number(Optional.of(inquiry)));
  }

  private void take(int gateway, String what, Turn turn) {
    sink.take(EnsemblePlot.GATEWAY_NAMES.get(gateway) + ": " + what, turn);
  }
}
