package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.driver.FenceResult;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a fence is shut. Limits: expiry 10 s at most, margin 2 s. */
class OutstandingPublishesTest {
  private static final Duration EXPIRY = Duration.ofSeconds(5);

  private Moment now = new Moment(Instant.EPOCH, 0, "this run");
  private final OutstandingPublishes outstanding =
      new OutstandingPublishes(() -> now, UsualSettings.of(MqttSettings.class).sending());

  private void forward(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private Moment before() {
    return new Moment(now.wall(), now.ticks(), now.run());
  }

  @Test
  void acknowledgedMessageHoldsTheFenceOpenUntilItHasExpired() {
    outstanding.connected();
    Moment sentAt = before();
    long ticket = outstanding.register(EXPIRY);
    forward(3);
    outstanding.complete(ticket, new PublishResult.Acknowledged());

    assertThat(outstanding.fence(sentAt))
        .isInstanceOfSatisfying(
            FenceResult.Open.class,
            open -> assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    forward(6);
    assertThat(outstanding.settled()).isFalse();
    forward(1);
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Shut.class);
    assertThat(outstanding.settled()).isTrue();
  }

  @Test
  void messageWithoutAnAcknowledgementHoldsItOpenUntilTheNextConnectionAndItsExpiry() {
    outstanding.connected();
    Moment sentAt = before();
    outstanding.complete(outstanding.register(EXPIRY), new PublishResult.Lost("gone"));
    forward(3600);
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Open.class);

    outstanding.connected();
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Open.class);
    forward(7);
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Shut.class);
  }

  @Test
  void messageThatReachedNobodyHoldsNothingOpen() {
    outstanding.connected();
    Moment sentAt = before();
    outstanding.complete(outstanding.register(EXPIRY), new PublishResult.Unsent("nobody"));
    outstanding.complete(outstanding.register(EXPIRY), new PublishResult.Refused("no"));

    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Shut.class);
  }

  @Test
  void messageOfAnEarlierRunHoldsItOpenForTheLongestExpiryAfterTheFirstConnection() {
    Moment sentAt = new Moment(Instant.EPOCH.plusSeconds(1_000_000), 77, "an earlier run");
    forward(3600);
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Open.class);

    outstanding.connected();
    forward(11);
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Open.class);
    forward(1);
    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Shut.class);
  }

  @Test
  void nothingIsQuietBeforeWhatAnEarlierRunSentHasExpired() {
    forward(3600);
    assertThat(outstanding.settled()).isTrue();
    assertThat(outstanding.settledAcrossRuns())
        .as("never connected: it may lie anywhere")
        .isFalse();

    outstanding.connected();
    forward(11);
    assertThat(outstanding.settledAcrossRuns()).isFalse();
    forward(1);
    assertThat(outstanding.settledAcrossRuns()).isTrue();
  }

  @Test
  void acknowledgementIsOverdueWhenNobodyWaitsForItAnyMore() {
    outstanding.connected();
    long ticket = outstanding.register(EXPIRY);
    forward(7);
    assertThat(outstanding.overdue()).isFalse();
    forward(1);
    assertThat(outstanding.overdue()).isTrue();

    outstanding.complete(ticket, new PublishResult.Acknowledged());
    assertThat(outstanding.overdue()).isFalse();
  }

  @Test
  void acknowledgementThatComesAfterTheNextConnectionDoesNotBeginAnew() {
    outstanding.connected();
    Moment sentAt = before();
    long ticket = outstanding.register(EXPIRY);
    outstanding.connected();
    forward(7);
    outstanding.complete(ticket, new PublishResult.Acknowledged());

    assertThat(outstanding.fence(sentAt)).isInstanceOf(FenceResult.Shut.class);
  }
}
