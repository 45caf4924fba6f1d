package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.driver.Fencing;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a fence is shut. Limits: expiry 10 s at most, margin 2 s. */
class LedgerTest {
  private static final Duration EXPIRY = Duration.ofSeconds(5);

  private Moment now = new Moment(Instant.EPOCH, 0, "this run");
  private final Ledger ledger = new Ledger(() -> now, MqttSettings.defaults("line-1").sending());

  private void forward(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  private Moment before() {
    return new Moment(now.wall(), now.ticks(), now.run());
  }

  @Test
  void acknowledgedMessageHoldsTheFenceOpenUntilItHasExpired() {
    ledger.connected();
    Moment sentAt = before();
    long ticket = ledger.leaves(EXPIRY);
    forward(3);
    ledger.note(ticket, new Handed.Taken());

    assertThat(ledger.fence(sentAt))
        .isInstanceOfSatisfying(
            Fencing.Open.class,
            open -> assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    forward(6);
    assertThat(ledger.settled()).isFalse();
    forward(1);
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Shut.class);
    assertThat(ledger.settled()).isTrue();
  }

  @Test
  void messageWithoutAnAcknowledgementHoldsItOpenUntilTheNextConnectionAndItsExpiry() {
    ledger.connected();
    Moment sentAt = before();
    ledger.note(ledger.leaves(EXPIRY), new Handed.Lost("gone"));
    forward(3600);
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Open.class);

    ledger.connected();
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Open.class);
    forward(7);
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Shut.class);
  }

  @Test
  void messageThatReachedNobodyHoldsNothingOpen() {
    ledger.connected();
    Moment sentAt = before();
    ledger.note(ledger.leaves(EXPIRY), new Handed.Unsent("nobody"));
    ledger.note(ledger.leaves(EXPIRY), new Handed.Refused("no"));

    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Shut.class);
  }

  @Test
  void messageOfAnEarlierRunHoldsItOpenForTheLongestExpiryAfterTheFirstConnection() {
    Moment sentAt = new Moment(Instant.EPOCH.plusSeconds(1_000_000), 77, "an earlier run");
    forward(3600);
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Open.class);

    ledger.connected();
    forward(11);
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Open.class);
    forward(1);
    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Shut.class);
  }

  @Test
  void nothingIsQuietBeforeWhatAnEarlierRunSentHasExpired() {
    forward(3600);
    assertThat(ledger.settled()).isTrue();
    assertThat(ledger.quiet()).as("never connected: it may lie anywhere").isFalse();

    ledger.connected();
    forward(11);
    assertThat(ledger.quiet()).isFalse();
    forward(1);
    assertThat(ledger.quiet()).isTrue();
  }

  @Test
  void acknowledgementIsOverdueWhenNobodyWaitsForItAnyMore() {
    ledger.connected();
    long ticket = ledger.leaves(EXPIRY);
    forward(7);
    assertThat(ledger.overdue()).isFalse();
    forward(1);
    assertThat(ledger.overdue()).isTrue();

    ledger.note(ticket, new Handed.Taken());
    assertThat(ledger.overdue()).isFalse();
  }

  @Test
  void acknowledgementThatComesAfterTheNextConnectionDoesNotBeginAnew() {
    ledger.connected();
    Moment sentAt = before();
    long ticket = ledger.leaves(EXPIRY);
    ledger.connected();
    forward(7);
    ledger.note(ticket, new Handed.Taken());

    assertThat(ledger.fence(sentAt)).isInstanceOf(Fencing.Shut.class);
  }
}
