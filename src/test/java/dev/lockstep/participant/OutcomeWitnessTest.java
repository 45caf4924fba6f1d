package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.Entry;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a gateway receives is published before it acts on it, and is evidence where it is read. */
class OutcomeWitnessTest {
  private static final TransactionId ID = ParticipantRig.id("t1");

  private final ManualScheduler clock = new ManualScheduler();
  private final Sends sends = new Sends();
  private final PlayJournal journal = new PlayJournal(line -> {}, sends);
  private final PlayWitness shared = new PlayWitness(() -> true);
  private boolean powerGoesAtTheWitness;
  private int published;
  private Word coordinator = new Word.Silence("no answer");
  private final ParticipantRig rig = rig();

  /** What the witness held when something was sent to the machine. */
  private final class Sends implements PlayJournal.Tap, PlayLink.Tap {
    private Map<TransactionId, Outcome> witnessed = Map.of();
    private int count;

    @Override
    public void before(Entry entry) {}

    @Override
    public void after(Entry entry) {}

    @Override
    public void before(String machine, String sending) {
      witnessed = Map.copyOf(shared.outcomes);
      count++;
    }

    @Override
    public void after(String machine, String sending) {}
  }

  private final class Fragile implements OutcomeWitness {
    @Override
    public void received(
        String address, TransactionId id, Outcome outcome, Optional<Instant> instant) {
      if (powerGoesAtTheWitness) {
        powerGoesAtTheWitness = false;
        throw new Crash("between journal and witness");
      }
      published++;
      shared.received(address, id, outcome, instant);
    }

    @Override
    public Word ask(String address, TransactionId id) {
      return shared.ask(address, id);
    }
  }

  private ParticipantRig rig() {
    Map<String, PlayMachine> machines = PlayMachine.three();
    ParticipantRig.World world =
        new ParticipantRig.World(
            clock,
            machines,
            (address, id) -> coordinator,
            (address, id, votedFor) -> new Word.Silence("no answer"),
            new Fragile(),
            (before, event, decision) -> {});
    return new ParticipantRig("line-a", world, journal, sends, new Random(1));
  }

  private void vote() {
    rig.start();
    Map<String, Object> arguments = Map.of("Speed", BigDecimal.valueOf(1001));
    List<PrepareRequest.Wish> wishes =
        List.of(new PrepareRequest.Wish("press", "SetSpeed", arguments, 0));
    var unused = rig.participant().ask(Wishes.request(ID, List.of(), wishes), Requester.NONE);
    rig.drain();
    assertThat(journal.durable(ID)).isInstanceOf(State.Prepared.class);
  }

  private void tell(boolean commit) {
    Decided decided = Decided.byCoordinator(clock.now("coordinator"));
    Event event =
        commit ? new Event.CommitDecided(decided) : new Event.RollbackDecided(ID, decided);
    var unused = rig.participant().tell(ID, event);
    rig.drain();
  }

  private void assertEnded(Outcome outcome) {
    assertThat(journal.durable(ID))
        .isInstanceOfSatisfying(
            State.Ended.class, ended -> assertThat(ended.outcome()).contains(outcome));
  }

  @Test
  void receivedCommitIsPublishedBeforeTheMachineMoves() {
    vote();
    tell(true);
    assertThat(sends.count).isEqualTo(1);
    assertThat(sends.witnessed).containsExactly(Map.entry(ID, Outcome.COMMITTED));
    assertEnded(Outcome.COMMITTED);
  }

  @Test
  void receivedRollbackIsPublished() {
    vote();
    tell(false);
    assertThat(shared.outcomes).containsExactly(Map.entry(ID, Outcome.ROLLED_BACK));
  }

  @Test
  void coordinatorsAnswerToAQuestionIsReceivedToo() {
    vote();
    coordinator = new Word.Commit("decided");
    clock.advance(Duration.ofMinutes(1));
    rig.drain();
    assertThat(shared.outcomes).containsExactly(Map.entry(ID, Outcome.COMMITTED));
  }

  @Test
  void operatorsOutcomeIsNotPublished() {
    vote();
    Decided decided =
        new Decided(Decided.Authority.OPERATOR, "anna", "looked", clock.now("line-a1"));
    var unused =
        rig.participant().tell(ID, new Event.Resolved(Outcome.COMMITTED, List.of(), decided));
    rig.drain();
    assertEnded(Outcome.HEURISTIC_COMMIT);
    assertThat(shared.outcomes).isEmpty();
  }

  @Test
  void gatewayWhoseCoordinatorIsSilentTakesWhatAnotherReceivedAndDoesNotPublishItAgain() {
    vote();
    shared.outcomes.put(ID, Outcome.COMMITTED);
    clock.advance(Duration.ofMinutes(1));
    rig.drain();
    assertEnded(Outcome.COMMITTED);
    assertThat(published).isZero();
    assertThat(((State.Ended) journal.durable(ID)).decided().who()).isEqualTo("witness");
  }

  @Test
  void nothingThatIsWitnessedLeavesItInDoubtAndSaysSo() {
    vote();
    clock.advance(Duration.ofMinutes(1));
    rig.drain();
    assertThat(journal.durable(ID)).isInstanceOf(State.Prepared.class);
    assertThat(rig.participant().silence(ID)).hasValue("no answer; the witness knows nothing");
  }

  @Test
  void restartPublishesWhatThePowerTook() {
    vote();
    powerGoesAtTheWitness = true;
    tell(true);
    assertThat(rig.up()).isFalse();
    assertThat(journal.durable(ID)).isInstanceOf(State.Committing.class);
    assertThat(shared.outcomes).isEmpty();
    rig.start();
    rig.drain();
    clock.advance(Duration.ofMinutes(1));
    rig.drain();
    assertThat(shared.outcomes).containsExactly(Map.entry(ID, Outcome.COMMITTED));
  }
}
