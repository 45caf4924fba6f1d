package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.participant.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs out is told once a day. */
class CertificateReminderTest {
  private final List<String> warnings = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");

  private final CertificateReminder reminder =
      new CertificateReminder(
          () -> warnings,
          new Scheduler() {
            @Override
            public Moment now() {
              return new Moment(now, 0, "this-run");
            }

            @Override
            public void pause(Duration time) {}

            @Override
            public void later(Duration delay, Runnable task) {}
          });

  @Test
  void isToldAtTheFirstLookOfADayAndNotAgainThatDay() {
    assertThat(reminder.due()).as("nothing runs out").isEmpty();
    warnings.add("this gateway's HTTPS certificate expires");
    now = now.plus(Duration.ofHours(1));
    assertThat(reminder.due()).hasSize(1);
    now = now.plus(Duration.ofHours(10));
    assertThat(reminder.due()).isEmpty();
    now = now.plus(Duration.ofHours(2));
    assertThat(reminder.due()).as("the next day").hasSize(1);
  }
}
