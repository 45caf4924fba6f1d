package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two names of one node that only a session shows to be one, and two requests that come before. */
class LateNamesTest {
  private final Map<String, PlayMachine> machines = PlayMachine.three();

  private ParticipantRig rig() {
    ParticipantRig.World world =
        new ParticipantRig.World(
            new ManualScheduler(),
            machines,
            (address, id) -> new CoordinatorClient.Word.Silence("not decided"),
            (address, id, votedFor) -> new CoordinatorClient.Word.Silence("no answer"),
            (before, event, decision) -> {});
    PlayJournal journal = new PlayJournal(line -> {}, new Undisturbed());
    ParticipantRig rig =
        new ParticipantRig("line-a", world, journal, new Undisturbed(), new Random(1));
    rig.start();
    return rig;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void ofTwoThatCameBeforeTheSessionOneIsRefusedWithTheOther(long seed) {
    Random random = new Random(seed);
    ParticipantRig rig = rig();
    PlayMachine press = machines.get("press");
    press.mood = Mood.OFFLINE;
    CompletableFuture<Answer> one = ask(rig, "t1", "press", random.nextBoolean() ? "Rpm" : "Speed");
    CompletableFuture<Answer> other =
        ask(rig, "t2", "twin", random.nextBoolean() ? "Rpm" : "Speed");
    press.mood = Mood.SPEAKS;
    while (rig.busy()) {
      rig.step(random::nextInt);
    }
    List<State> states = List.of(one.join().state(), other.join().state());
    assertThat(states).filteredOn(State.Prepared.class::isInstance).hasSize(1);
    assertThat(states)
        .filteredOn(State.Ended.class::isInstance)
        .singleElement()
        .satisfies(
            refused ->
                assertThat(((Ballot.No) refused.cast().orElseThrow()).reasons())
                    .extracting(Reason::code)
                    .containsExactly(Reason.Code.RESERVED));
  }

  private static CompletableFuture<Answer> ask(
      ParticipantRig rig, String id, String device, String name) {
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish(device, "Set" + name, Map.of(name, BigDecimal.valueOf(1001)), 0);
    return rig.participant()
        .ask(Wishes.request(ParticipantRig.id(id), List.of(), List.of(wish)), Requester.NONE);
  }
}
