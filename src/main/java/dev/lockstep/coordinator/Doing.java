package dev.lockstep.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Does what was decided, and reports what came of it. Decides nothing. */
final class Doing {
  private final Gateways gateways;
  private final CoordinatorSettings.Times times;
  private final Surroundings surroundings;
  private final Troubles troubles;

  Doing(
      Gateways gateways,
      CoordinatorSettings.Times times,
      Surroundings surroundings,
      Troubles troubles) {
    this.gateways = gateways;
    this.times = times;
    this.surroundings = surroundings;
    this.troubles = troubles;
  }

  Troubles troubles() {
    return troubles;
  }

  Instant now() {
    return surroundings.clock().now().wall();
  }

  void run(Runnable task) {
    surroundings.executor().execute(task);
  }

  /** Runs it after a pause that grows with the attempts; the task must not block. */
  void later(int attempts, Runnable task) {
    surroundings.alarms().in(pause(attempts, Optional.empty()), task);
  }

  /** Returns at once; the course gets mail when it is done. */
  void perform(Course course, Effect effect) {
    switch (effect) {
      case Effect.Prepare prepare -> run(course, () -> vote(prepare));
      case Effect.Deliver deliver -> run(course, () -> told(deliver));
      case Effect.Forget forget -> run(course, () -> forgot(forget));
      case Effect.AwaitVotes await ->
          later(course, await.timeout().plus(times.transitMax()), Event.VotesDue::new);
      case Effect.AwaitOtherReasons await -> later(course, times.reasonsMax(), Event.VotesDue::new);
      case Effect.Retry retry ->
          later(
              course,
              pause(retry.attempts(), retry.asked()),
              at -> new Event.RetryDue(retry.participant(), at));
    }
  }

  /** What makes an event of the time at which it happened. */
  private interface Dated {
    Event at(Instant at);
  }

  /** What a gateway came to say. */
  private interface Errand {
    Event go();
  }

  private void run(Course course, Errand errand) {
    run(
        () -> {
          try {
            happened(course, errand.go());
          } catch (RuntimeException bug) {
            troubles.reportBug(course.id(), bug);
          }
        });
  }

  private void later(Course course, Duration pause, Dated event) {
    surroundings.alarms().in(pause, () -> happened(course, event.at(now())));
  }

  private static void happened(Course course, Event event) {
    course.post(new Mail.Happened(event));
    course.wake();
  }

  private Event vote(Effect.Prepare prepare) {
    Vote vote = gateways.prepare(prepare.plan(), prepare.participant());
    return new Event.Voted(prepare.participant(), vote, now());
  }

  private Event told(Effect.Deliver deliver) {
    Receipt receipt =
        switch (deliver.verdict()) {
          case COMMIT -> gateways.commit(deliver.id(), deliver.gateway());
          case ABORT -> gateways.rollback(deliver.id(), deliver.gateway());
        };
    return new Event.Told(deliver.participant(), receipt, now());
  }

  private Event forgot(Effect.Forget forget) {
    boolean taken = gateways.forget(forget.id(), forget.gateway());
    return new Event.ForgetAnswered(forget.participant(), taken, now());
  }

  private Duration pause(int attempts, Optional<Duration> asked) {
    return Pauses.after(attempts, asked, times, surroundings.dice().getAsDouble());
  }
}
