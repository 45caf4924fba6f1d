package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.rest.PlanPlays.Play;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanPlaysTest {
  private final PlanPlays plays = new PlanPlays();

  private static Play play(String id) {
    return new Play(id, false, Instant.EPOCH, "otto", "product B", Map.of());
  }

  @Test
  void secondOfTwoWhoSawTheSameIsToldOfTheFirst() {
    assertThat(plays.claim("changeover", "", play("a"))).isEmpty();

    assertThat(plays.claim("changeover", "", play("b"))).contains(play("a"));
    assertThat(plays.claim("changeover", "a", play("b"))).as("looked again").isEmpty();
    assertThat(plays.claim("another", "", play("c"))).as("another plan").isEmpty();
    assertThat(plays.last("changeover")).contains(play("b"));
  }

  @Test
  void samePlayOnceMoreIsNoOther() {
    plays.enter("changeover", play("a"));
    long version = plays.version();

    assertThat(plays.claim("changeover", "", play("a"))).isEmpty();
    assertThat(plays.version()).isEqualTo(version);
  }

  @Test
  void whatWasNotBegunLeavesThePlayBeforeItAsTheLast() {
    plays.enter("changeover", play("a"));
    plays.enter("changeover", play("b"));
    plays.withdraw("changeover", play("b"));

    assertThat(plays.last("changeover")).contains(play("a"));
    plays.withdraw("changeover", play("b"));
    assertThat(plays.last("changeover")).contains(play("a"));
  }

  @Test
  void onlySoManyPlansAreRemembered() {
    for (int each = 0; each < 300; each++) {
      plays.enter("plan-" + each, play("p-" + each));
    }

    assertThat(plays.last("plan-0")).isEmpty();
    assertThat(plays.last("plan-299")).isPresent();
  }
}
