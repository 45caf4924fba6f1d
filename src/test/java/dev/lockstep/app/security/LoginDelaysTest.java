package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginDelaysTest {
  private final AtomicLong nanos = new AtomicLong(42);
  private final LoginDelays delays = new LoginDelays(nanos::get);

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Duration wrong(int times, String name, String address) {
    Duration last = Duration.ZERO;
    for (int each = 0; each < times; each++) {
      last = delays.failed(name, address);
    }
    return last;
  }

  @Test
  void addressWaitsTwiceAsLongEachTimeAndNeverLongerThanAMinute() {
    assertThat(wrong(LoginDelays.FREE_AT_ADDRESS, "cora", "10.0.0.9")).isZero();
    assertThat(wrong(1, "cora", "10.0.0.9")).isEqualTo(Duration.ofSeconds(1));
    assertThat(wrong(1, "cora", "10.0.0.9")).isEqualTo(Duration.ofSeconds(2));
    assertThat(wrong(1, "cora", "10.0.0.9")).isEqualTo(Duration.ofSeconds(4));
    assertThat(wrong(1_000, "cora", "10.0.0.9")).isEqualTo(LoginDelays.MAX);
    assertThat(delays.left("10.0.0.9")).isEqualTo(LoginDelays.MAX);

    after(LoginDelays.MAX);

    assertThat(delays.left("10.0.0.9")).isZero();
  }

  @Test
  void addressThatWasNeverWrongWaitsForNobodysGuesses() {
    for (int host = 0; host < 5_000; host++) {
      wrong(20, "cora", "10.0.%d.%d".formatted(host / 250, host % 250));
    }

    assertThat(delays.left("192.168.1.7")).isZero();
    assertThat(delays.failures("192.168.1.7")).isZero();
  }

  @Test
  void nameThatIsGuessedAtFromManyAddressesMakesEachWaitFromItsFirstMistake() {
    for (int host = 0; host < LoginDelays.FREE_FOR_NAME; host++) {
      assertThat(wrong(1, "cora", "10.0.0." + host)).isZero();
    }

    assertThat(wrong(1, "cora", "10.0.0.77")).isPositive();
    assertThat(wrong(1, "vera", "10.0.0.78")).as("another name").isZero();
  }

  @Test
  void rightPasswordForgivesMistakesOfTheSameNameAlone() {
    wrong(3, "vera", "10.0.0.1");
    delays.succeeded("vera", "10.0.0.1");
    assertThat(delays.failures("10.0.0.1")).isZero();

    wrong(3, "cora", "10.0.0.1");
    delays.succeeded("vera", "10.0.0.1");
    assertThat(delays.failures("10.0.0.1")).as("a login buys no guesses").isEqualTo(3);

    wrong(1, "vera", "10.0.0.1");
    delays.succeeded("vera", "10.0.0.1");
    assertThat(delays.failures("10.0.0.1")).as("several names").isEqualTo(4);
  }

  @Test
  void mistakesAreForgottenAfterAQuietQuarterOfAnHour() {
    wrong(50, "cora", "10.0.0.9");
    after(Duration.ofMinutes(15));

    assertThat(delays.failures("10.0.0.9")).isZero();
    assertThat(wrong(1, "cora", "10.0.0.9")).isZero();
  }
}
