package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Value;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What time brings to those who still wait, and to those who do not. */
class RemindersTest {
  private final ManualScheduler clock = new ManualScheduler();
  private final PlayJournal journal = new PlayJournal(line -> {}, new Undisturbed());
  private final ParticipantRig rig = rig();

  private ParticipantRig rig() {
    Map<String, PlayMachine> machines = PlayMachine.three();
    ParticipantRig.World world =
        new ParticipantRig.World(
            clock,
            machines,
            (address, id) -> new CoordinatorClient.Word.Silence("not decided"),
            (address, id, votedFor) -> new CoordinatorClient.Word.Silence("no answer"),
            (before, event, decision) -> {});
    return new ParticipantRig("line-a", world, journal, new Undisturbed(), new Random(1));
  }

  @Test
  void whoHasEndedIsNotReadFromTheDiskWhenTimeComesToAskForTheOutcome() {
    rig.start();
    vote("t1");
    commit("t1");
    assertThat(journal.durable(ParticipantRig.id("t1"))).isInstanceOf(State.Ended.class);
    int looks = journal.looks();

    passTime();

    assertThat(journal.looks()).isEqualTo(looks);
  }

  @Test
  void whoStillWaitsAsksForTheOutcome() {
    rig.start();
    vote("t1");

    passTime();

    assertThat(rig.participant().silence(ParticipantRig.id("t1"))).hasValue("not decided");
  }

  @Test
  void guardsOfAllMachinesAreLookedAtSideBySideBeforeTheFirstMoves() {
    rig.start();
    vote("t1", "press", "oven", "belt");
    rig.machine("oven").show("GuardClosed", new Value.Flag(false));
    int before = rig.besideOthers();

    commit("t1");

    assertThat(rig.machines()).allSatisfy(machine -> assertThat(machine.moves).isEmpty());
    assertThat(rig.besideOthers() - before).isGreaterThanOrEqualTo(3);
  }

  @Test
  void guardThatBouncesForAnHourLeavesOneRoundOfRemindersBehind() {
    rig.start();
    vote("t1", "oven");
    rig.machine("oven").show("GuardClosed", new Value.Flag(false));
    commit("t1");
    for (int bounce = 0; bounce < 100; bounce++) {
      rig.machine("oven").show("GuardClosed", new Value.Flag(true));
      rig.machine("oven").show("GuardClosed", new Value.Flag(false));
      clock.advance(Duration.ofMillis(300));
      rig.drain();
    }
    int looks = rig.machine("oven").reads;

    for (int second = 0; second < 10; second++) {
      clock.advance(Duration.ofSeconds(1));
      rig.drain();
    }

    assertThat(rig.machine("oven").reads - looks).isBetween(8, 20);
    assertThat(rig.machine("oven").moves).isEmpty();
  }

  private void vote(String id) {
    vote(id, "press");
  }

  private void vote(String id, String... machines) {
    List<PrepareRequest.Wish> wishes =
        Stream.of(machines)
            .map(
                machine ->
                    new PrepareRequest.Wish(
                        machine, "SetSpeed", Map.of("Speed", BigDecimal.valueOf(1001)), 0))
            .toList();
    var unused =
        rig.participant()
            .ask(Wishes.request(ParticipantRig.id(id), List.of(), wishes), Requester.NONE);
    rig.drain();
  }

  private void commit(String id) {
    Decided decided = Decided.byCoordinator(clock.now("coordinator"));
    var unused = rig.participant().tell(ParticipantRig.id(id), new Event.CommitDecided(decided));
    rig.drain();
  }

  private void passTime() {
    clock.advance(Duration.ofHours(1));
    rig.drain();
  }
}
