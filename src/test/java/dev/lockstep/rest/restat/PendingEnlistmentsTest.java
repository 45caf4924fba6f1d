package dev.lockstep.rest.restat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PendingEnlistmentsTest {
  private final AtomicLong ticks = new AtomicLong();
  private final PendingEnlistments enlistments =
      new PendingEnlistments(
          UsualSettings.of(RestAtConfig.class, "enlisted-max=2"),
          () -> new Moment(Instant.EPOCH, ticks.get(), "test"));

  private static PrepareRequest request(String id) {
    return new PrepareRequest(
        new TransactionId(id),
        Optional.empty(),
        List.of(),
        Duration.ofSeconds(1),
        false,
        List.of());
  }

  @Test
  void enlistmentIsRememberedUntilItIsDropped() {
    enlistments.remember(request("a"));
    assertThat(enlistments.of(new TransactionId("a"))).contains(request("a"));
    enlistments.drop(new TransactionId("a"));
    assertThat(enlistments.of(new TransactionId("a"))).isEmpty();
  }

  @Test
  void whatWasBegunCannotBeTakenBack() {
    enlistments.remember(request("a"));
    enlistments.remember(request("b"));

    assertThat(enlistments.begin(new TransactionId("a"))).contains(request("a"));
    // The coordinator may ask for the vote before its answer to the enlistment is here.
    enlistments.remember(request("a"));

    assertThat(enlistments.withdraw(new TransactionId("a"))).isFalse();
    assertThat(enlistments.withdraw(new TransactionId("b"))).isTrue();
    assertThat(enlistments.withdraw(new TransactionId("b"))).isFalse();
    assertThat(enlistments.begin(new TransactionId("b"))).isEmpty();
    assertThat(enlistments.size()).isZero();
  }

  @Test
  void moreThanTheLimitAreRefusedAndARepeatIsNot() {
    enlistments.remember(request("a"));
    enlistments.remember(request("b"));
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> enlistments.remember(request("c")));
    enlistments.remember(request("b"));
    assertThat(enlistments.size()).isEqualTo(2);
  }

  @Test
  void whatNobodyAskedForInAnHourMakesRoom() {
    enlistments.remember(request("a"));
    ticks.addAndGet(Duration.ofMinutes(61).toNanos());
    enlistments.remember(request("b"));
    enlistments.remember(request("c"));
    assertThat(enlistments.of(new TransactionId("a"))).isEmpty();
    assertThat(enlistments.of(new TransactionId("b"))).isPresent();
  }
}
