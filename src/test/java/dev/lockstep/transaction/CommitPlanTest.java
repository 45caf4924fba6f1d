package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.afterRestart;
import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.look;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.once;
import static dev.lockstep.transaction.TransactionSamples.prepared;
import static dev.lockstep.transaction.TransactionSamples.staleAfter;
import static dev.lockstep.transaction.TransactionSamples.task;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static dev.lockstep.transaction.TransactionSamples.write;
import static dev.lockstep.transaction.TransactionSamples.writeRecipe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Boot;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a commit goes on: whose turn it is, what is too old, what must be asked first. */
class CommitPlanTest {
  private static final Duration LIMIT = Guarantees.STALE_AFTER;

  @Test
  void lowerStageGoesFirst() {
    Branch branch = branch(write(0, 2, "oven"), write(1, 1, "press"), write(2, 1, "robot"));
    Decision decision = commit(branch, Duration.ofMinutes(1));
    assertThat(sent(decision)).containsExactly(1, 2);
  }

  @Test
  void nextStageWaitsUntilTheWholeStageIsSeenToBeDone() {
    Branch branch = branch(write(0, 0, "oven"), write(1, 0, "press"), write(2, 1, "robot"));
    Committing state = committing(branch, Standing.MOVING, intended(), intended(), waiting());
    Moment now = later(Duration.ofMinutes(1));
    Event one = moved(now, applied(now), unknown(Code.UNKNOWN));
    Event both = moved(now, applied(now), applied(now));
    assertThat(sent(Protocol.decide(state, one))).isEmpty();
    assertThat(sent(Protocol.decide(state, both))).containsExactly(2);
  }

  @Test
  void commandThatFiresOnceComesLastInItsStage() {
    Branch branch = branch(once(0, 0, "robot"), write(1, 0, "press"), write(2, 1, "oven"));
    assertThat(sent(commit(branch, Duration.ofMinutes(1)))).containsExactly(1);
    Committing rest = committing(branch, Standing.RETRYING, waiting(), applied(), waiting());
    Decision next = Protocol.decide(rest, new Event.RetryDue(later(Duration.ofMinutes(1))));
    assertThat(sent(next)).containsExactly(0);
  }

  @Test
  void lookIsDoneWithTheVoteAndIsNeverSent() {
    Branch branch = branch(look(0, 0), write(1, 0, "press"));
    Decision decision = commit(branch, Duration.ofMinutes(1));
    assertThat(sent(decision)).containsExactly(1);
    assertThat(progress(decision).getFirst().done()).isTrue();
  }

  @Test
  void decisionAsOldAsTheLimitIsNotStaleYet() {
    Branch branch = branch(write(0, 0, "press"));
    assertThat(standing(commit(branch, LIMIT))).isEqualTo(Standing.MOVING);
    assertThat(standing(commit(branch, LIMIT.plusNanos(1)))).isEqualTo(Standing.WITHHELD);
  }

  @Test
  void oneStaleCommandWithholdsAllOfItsStage() {
    Task patient = task(0, 0, "oven", writeRecipe(), staleAfter(Guarantees.NEVER_STALE));
    Decision decision = commit(branch(patient, write(1, 0, "press")), Duration.ofHours(60));
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
    assertThat(sent(decision)).isEmpty();
  }

  @Test
  void commandThatIsNeverStaleGoesWhateverTheAge() {
    Task patient = task(0, 0, "oven", writeRecipe(), staleAfter(Guarantees.NEVER_STALE));
    assertThat(sent(commit(branch(patient), Duration.ofDays(400)))).containsExactly(0);
  }

  /** It may have moved since the backup was taken: never too late is not once more. */
  @Test
  void whatABackupHoldsAsPromisedWaitsForAPersonEvenWhereItIsNeverStale() {
    Task patient = task(0, 0, "oven", writeRecipe(), staleAfter(Guarantees.NEVER_STALE));
    Branch branch = branch(patient);
    Ballot.Yes voted = TransactionSamples.yes(branch);
    Ballot.Yes copied =
        new Ballot.Yes(voted.promise(), voted.heldUntil(), voted.before(), inBackup(voted.at()));
    Event decided = new Event.CommitDecided(Decided.byCoordinator(later(Duration.ofSeconds(1))));
    Decision decision = Protocol.decide(new State.Prepared(branch, copied, List.of()), decided);
    assertThat(staleness(decision, 0)).contains("it stands in a backup");
    assertThat(sent(decision)).isEmpty();
  }

  /** Stage 0 was under way when the backup was taken; stage 1 may have moved since. */
  @Test
  void stageBehindOneThatABackupLeftHalfWayWaitsForAPersonThoughThatOneIsFoundDone() {
    Branch branch = branch(write(0, 0, "press"), write(1, 1, "oven"));
    Moment now = later(Duration.ofMinutes(1));
    Committing half = committing(branch, Standing.MOVING, intended(), waiting());
    Committing copied =
        new Committing(
            half.branch(),
            half.vote(),
            half.decided(),
            half.progress(),
            half.standing(),
            inBackup(half.lastStep()));
    assertThat(sent(Protocol.decide(half, moved(now, applied(now))))).containsExactly(1);
    Decision decision = Protocol.decide(copied, moved(now, applied(now)));
    assertThat(staleness(decision, 1)).contains("it stands in a backup");
    assertThat(sent(decision)).isEmpty();
  }

  private static Moment inBackup(Moment at) {
    return new Moment(at.wall(), at.ticks(), "an earlier run", Boot.BACKUP, at.synchronised());
  }

  @Test
  void clockSetBackOverARestartCountsAsStale() {
    State state = prepared(branch(write(0, 0, "press")));
    Decided decided = Decided.byCoordinator(afterRestart(Duration.ofSeconds(-1)));
    Decision decision = Protocol.decide(state, new Event.CommitDecided(decided));
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
  }

  @Test
  void stepThatIsFoundDoneAfterTheWeekendDoesNotMakeTheNextStageJump() {
    Branch branch = branch(write(0, 0, "press"), write(1, 1, "oven"));
    Committing friday = committing(branch, Standing.MOVING, intended(), waiting());
    Moment monday = afterRestart(Duration.ofHours(60));
    Decision decision = Protocol.decide(friday, moved(monday, applied(monday)));
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
    assertThat(progress(decision).getFirst().done()).isTrue();
  }

  @Test
  void stepThatIsSettledAfterALongSilenceIsAsOldAsItsSend() {
    Branch branch = branch(write(0, 0, "press"), write(1, 1, "oven"));
    Committing friday = committing(branch, Standing.MOVING, unknown(Code.UNKNOWN), waiting());
    Moment monday = later(Duration.ofHours(60));
    Decision decision = Protocol.decide(friday, moved(monday, applied(monday)));
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
  }

  @Test
  void slowStepOfTheSameRunCountsFromItsEnd() {
    Branch branch = branch(write(0, 0, "oven"), write(1, 1, "press"));
    Committing ramping = committing(branch, Standing.MOVING, intended(), waiting());
    Moment hot = later(Duration.ofMinutes(40));
    assertThat(sent(Protocol.decide(ramping, moved(hot, applied(hot))))).containsExactly(1);
  }

  @Test
  void requirementsCountAgainAsLongAsNothingMoved() {
    Branch branch = branch(write(0, 0, "press"), write(1, 0, "oven"));
    Moment now = later(Duration.ofMinutes(2));
    Event due = new Event.RetryDue(now);
    Committing refused = committing(branch, Standing.RETRYING, notApplied(now), notApplied(now));
    Committing half = committing(branch, Standing.RETRYING, notApplied(now), applied());
    assertThat(rechecked(commit(branch, Duration.ofMinutes(1)))).containsExactly(true, true);
    assertThat(rechecked(Protocol.decide(refused, due))).containsExactly(true, true);
    assertThat(rechecked(Protocol.decide(half, due))).containsExactly(false);
  }

  @Test
  void readingThatCreepsWhileItIsHeldBackIsShownAndNotWritten() {
    Branch branch = branch(write(0, 0, "oven"));
    Reason cold = Reason.of(Code.REQUIREMENT_BROKEN, "required: 80; found: 71");
    Reason warmer = Reason.of(Code.REQUIREMENT_BROKEN, "required: 80; found: 72");
    Reason silent = Reason.of(Code.UNREADABLE, "no answer");
    Committing held = committing(branch, Standing.RETRYING, new Progress.Waiting(List.of(cold)));
    Moment now = later(Duration.ofMinutes(2));
    Decision creeps = Protocol.decide(held, new Event.Rechecked(List.of(warmer), now));
    assertThat(progress(creeps).getFirst().reasons()).containsExactly(warmer);
    assertThat(creeps.durability()).isEqualTo(Decision.Durability.NONE);
    Decision falls = Protocol.decide(held, new Event.Rechecked(List.of(silent), now));
    assertThat(falls.durability()).isEqualTo(Decision.Durability.LAZY);
  }

  @Test
  void decisionWhoseAgeNothingProvesIsWithheldAndSaysWhy() {
    State state = prepared(branch(write(0, 0, "press")));
    Decided decided =
        Decided.byCoordinator(TransactionSamples.afterReboot(Duration.ofSeconds(10), false));
    Decision decision = Protocol.decide(state, new Event.CommitDecided(decided));
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
    assertThat(progress(decision).getFirst().reasons().getFirst().detail())
        .isEqualTo(
            "how old the vote is cannot be proved: the PC was rebooted, and the clock is not synchronised;"
                + " an operator must release or resolve it");
  }

  @Test
  void commandThatIsNeverStaleGoesAlsoWhereNothingProvesItsAge() {
    Task patient = task(0, 0, "oven", writeRecipe(), staleAfter(Guarantees.NEVER_STALE));
    Decided decided =
        Decided.byCoordinator(TransactionSamples.afterReboot(Duration.ofSeconds(10), false));
    Decision decision =
        Protocol.decide(prepared(branch(patient)), new Event.CommitDecided(decided));
    assertThat(sent(decision)).containsExactly(0);
  }

  @Test
  void nextStageCountsFromAStepOfThisRunThoughTheVoteIsOfAnEarlierBoot() {
    Task patient = task(0, 0, "oven", writeRecipe(), staleAfter(Guarantees.NEVER_STALE));
    Branch branch = branch(patient, write(1, 1, "press"));
    Moment now = TransactionSamples.afterReboot(Duration.ofSeconds(10), false);
    Committing moving = committing(branch, Standing.MOVING, new Progress.Intended(now), waiting());
    Event moved = new Event.Moved(List.of(new Event.Step(0, now, applied(now))), now);
    assertThat(sent(Protocol.decide(moving, moved))).containsExactly(1);
  }

  @Test
  void withheldCommandKeepsWhatTheDeviceSaid() {
    Branch branch = branch(write(0, 0, "press"));
    Committing refused =
        committing(branch, Standing.RETRYING, notApplied(later(Duration.ofMinutes(1))));
    Decision decision = Protocol.decide(refused, new Event.RetryDue(later(Duration.ofHours(60))));
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
    assertThat(progress(decision).getFirst()).isInstanceOf(Progress.NotApplied.class);
    assertThat(progress(decision).getFirst().reasons())
        .extracting(Reason::code)
        .containsExactly(Code.REJECTED, Code.STALE);
  }

  @Test
  void guardOfALaterStageHoldsBackTheFirstMoveAndNotTheNext() {
    Branch branch = branch(write(0, 0, "press"), write(1, 1, "oven"), write(2, 2, "robot"));
    Event due = new Event.RetryDue(later(Duration.ofMinutes(2)));
    Progress open = waiting(Code.REQUIREMENT_BROKEN);
    Committing first = committing(branch, Standing.RETRYING, open, waiting(), waiting());
    Committing second = committing(branch, Standing.RETRYING, applied(), open, waiting());
    assertThat(lookedAt(Protocol.decide(first, due))).containsExactly(0, 1, 2);
    assertThat(lookedAt(Protocol.decide(second, due))).containsExactly(1);
  }

  @Test
  void staleStepIsNamedWithItsAge() {
    Branch branch = branch(write(0, 0, "press"), write(1, 1, "oven"));
    Committing stood =
        new Committing(
            branch,
            TransactionSamples.yes(branch),
            TransactionSamples.COORDINATOR,
            List.of(applied(), waiting()),
            Standing.RETRYING,
            later(Duration.ofMinutes(2)));
    Moment noon = later(Duration.ofMinutes(122));
    assertThat(staleness(Protocol.decide(stood, new Event.RetryDue(noon)), 1))
        .isEqualTo("the last step is 7200 s old; an operator must release or resolve it");
    assertThat(staleness(commit(branch(write(0, 0, "press")), Duration.ofHours(1)), 0))
        .isEqualTo("the vote is 3600 s old; an operator must release or resolve it");
  }

  @Test
  void voteThatIsProvedToBeAsOldAsTheLimitAndNoOlderIsNotCalledTooOld() {
    Branch branch = branch(write(0, 0, "press"));
    Moment voted = new Moment(TransactionSamples.VOTE.wall(), 0, "one run");
    Moment slept =
        new Moment(
            TransactionSamples.VOTE.wall().plus(Duration.ofHours(60)), LIMIT.toNanos(), "one run");
    Ballot.Yes vote = new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), voted);
    Event decided = new Event.CommitDecided(Decided.byCoordinator(slept));
    Decision decision = Protocol.decide(new State.Prepared(branch, vote, List.of()), decided);
    assertThat(staleness(decision, 0)).startsWith("how old the vote is cannot be proved: ");
  }

  private static List<Integer> lookedAt(Decision decision) {
    return ((Effect.Recheck) decision.effect()).tasks().stream().map(Task::number).toList();
  }

  private static String staleness(Decision decision, int task) {
    assertThat(standing(decision)).isEqualTo(Standing.WITHHELD);
    return progress(decision).get(task).reasons().getLast().detail();
  }

  private static Decision commit(Branch branch, Duration afterTheVote) {
    Decided decided = Decided.byCoordinator(later(afterTheVote));
    return Protocol.decide(prepared(branch), new Event.CommitDecided(decided));
  }

  /** The first tasks' progress. */
  private static Event moved(Moment at, Progress... progress) {
    List<Event.Step> steps =
        IntStream.range(0, progress.length)
            .mapToObj(
                task -> new Event.Step(task, TransactionSamples.COORDINATOR.at(), progress[task]))
            .toList();
    return new Event.Moved(steps, at);
  }

  private static List<Integer> sent(Decision decision) {
    return decision.effect() instanceof Effect.Actuate actuate
        ? actuate.moves().stream().map(move -> move.task().number()).toList()
        : List.of();
  }

  private static List<Boolean> rechecked(Decision decision) {
    return ((Effect.Actuate) decision.effect()).moves().stream().map(Effect.Move::recheck).toList();
  }

  private static Standing standing(Decision decision) {
    return ((Committing) decision.next()).standing();
  }

  private static List<Progress> progress(Decision decision) {
    return ((Committing) decision.next()).progress();
  }
}
