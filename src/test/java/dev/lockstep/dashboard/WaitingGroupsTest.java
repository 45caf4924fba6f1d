package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.JournalSamples;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingGroupsTest {
  private static final Instant BEGIN = JournalSamples.at(0).wall();
  private static final Instant NOW = JournalSamples.at(60).wall();
  private static final String REMEDY = "bring the coordinator back into operation";

  private static WaitingState inDoubt(String id, int second, String coordinator) {
    State.Prepared sample = JournalSamples.prepared(id);
    Branch branch =
        new Branch(
            sample.branch().id(),
            sample.branch().fingerprint(),
            sample.branch().tasks(),
            Optional.of(coordinator),
            List.of(),
            false);
    Intervention waits = new Intervention(Intervention.Kind.IN_DOUBT, "no decision", REMEDY);
    return new WaitingState(
        new State.Prepared(branch, sample.vote(), List.of()), waits, BEGIN.plusSeconds(second));
  }

  private static List<WaitingState> inDoubt(int number, String coordinator) {
    return IntStream.range(0, number)
        .mapToObj(each -> inDoubt("%s-%05d".formatted(coordinator, each), each, coordinator))
        .toList();
  }

  @Test
  void fiftyThatWaitAlikeStandOnOneRowWithTheOldestAgeAndAnotherCoordinatorsBesideThem() {
    List<WaitingState> all = new ArrayList<>(inDoubt(50, "a"));
    all.addAll(inDoubt(2, "b"));

    List<WaitingGroup> groups = WaitingGroups.of(all, 20, NOW);

    assertThat(groups).extracting(WaitingGroup::count).containsExactly(50, 1, 1);
    WaitingGroup fifty = groups.getFirst();
    assertThat(fifty.first().since().age()).isEqualTo("1 min");
    assertThat(fifty.first().remedy()).isEqualTo(REMEDY);
    assertThat(fifty.ids()).hasSize(50).startsWith("a-00000").endsWith("a-00049");
    assertThat(fifty.several())
        .startsWith("/dashboard/several?kind=in_doubt&like=" + fifty.word() + "&to=")
        .endsWith(Addresses.encoded(BEGIN.plusSeconds(49).toString()));
    assertThat(groups.get(1).alone()).isTrue();
    assertThat(groups.get(1).first().id()).isEqualTo("b-00000");
  }

  @Test
  void tenThousandTakeAsMuchRoomAsAHundred() {
    List<WaitingGroup> groups = WaitingGroups.of(inDoubt(10_000, "a"), 20, NOW);

    assertThat(groups).hasSize(1);
    assertThat(groups.getFirst().count()).isEqualTo(10_000);
    assertThat(groups.getFirst().ids()).hasSize(100);
    assertThat(groups.getFirst().more()).isEqualTo(9_900);
    assertThat(groups.getFirst().chosen()).isEqualTo(SeveralLooks.CHOSEN_MAX);
  }

  @Test
  void rowsAreLimitedWhereEachWaitsForSomethingElse() {
    List<WaitingState> all = new ArrayList<>();
    for (int each = 0; each < 100; each++) {
      all.addAll(inDoubt(1, "coordinator-" + each));
    }

    assertThat(WaitingGroups.of(all, 20, NOW)).hasSize(20);
  }

  @Test
  void whatWaitsSinceTheLineWasLookedAtIsListedAndNotChosen() {
    SeveralList.Selection selection =
        SeveralLooks.selection("key", BEGIN.plusSeconds(9).toString(), List.of());

    assertThat(inDoubt(12, "a").stream().filter(selection::takes)).hasSize(10);
    assertThat(SeveralLooks.selection("key", "yesterday", List.of()).alike()).isFalse();
  }
}
