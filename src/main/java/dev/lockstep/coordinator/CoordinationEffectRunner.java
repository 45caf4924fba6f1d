package dev.lockstep.coordinator;

import dev.lockstep.device.Backoff;
import dev.lockstep.mailbox.Mailboxes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Runs the effects that were decided, and reports their results as events. Decides nothing. */
final class CoordinationEffectRunner {
  private final ParticipantClient gateways;
  private final CoordinatorSettings.Times times;
  private final Backoff backoff;
  private final CoordinatorPorts ports;
  private final HealthWarnings warnings;

  CoordinationEffectRunner(
      ParticipantClient gateways,
      CoordinatorSettings.Times times,
      CoordinatorPorts ports,
      HealthWarnings warnings) {
    this.gateways = gateways;
    this.times = times;
    this.backoff = times.backoff();
    this.ports = ports;
    this.warnings = warnings;
  }

  HealthWarnings troubles() {
    return warnings;
  }

  Instant now() {
    return ports.clock().now().wall();
  }

  void stepped(Coordination before, Coordination after) {
    ports.listener().stepped(before, after);
  }

  void requested(CoordinationPlan plan) {
    ports.listener().requested(plan);
  }

  void run(Runnable task) {
    ports.executor().execute(task);
  }

  /** Runs it after a pause that grows with the attempts; the task must not block. */
  void later(int attempts, Runnable task) {
    ports.alarms().in(pause(attempts, Optional.empty()), task);
  }

  /** Runs it after that pause; the task must not block. */
  void after(Duration pause, Runnable task) {
    ports.alarms().in(pause, task);
  }

  /** Returns at once; the runner gets a message when it is done. */
  void perform(CoordinationRunner runner, CoordinationEffect effect) {
    switch (effect) {
      case CoordinationEffect.Prepare prepare ->
          answer(
              runner,
              gateways.prepare(prepare.plan(), prepare.participant()),
              vote -> new CoordinationEvent.Voted(prepare.participant(), vote, now()));
      case CoordinationEffect.Deliver deliver ->
          answer(
              runner,
              tell(deliver),
              receipt -> new CoordinationEvent.Told(deliver.participant(), receipt, now()));
      case CoordinationEffect.Forget forget ->
          answer(
              runner,
              gateways.forget(forget.id(), forget.gateway()),
              taken -> new CoordinationEvent.ForgetAnswered(forget.participant(), taken, now()));
      case CoordinationEffect.AwaitVotes await ->
          later(runner, await.timeout().plus(times.transitMax()), CoordinationEvent.VotesDue::new);
      case CoordinationEffect.AwaitOtherReasons await ->
          later(runner, times.reasonsMax(), CoordinationEvent.VotesDue::new);
      case CoordinationEffect.Retry retry ->
          later(
              runner,
              pause(retry.attempts(), retry.asked()),
              at -> new CoordinationEvent.RetryDue(retry.participant(), at));
    }
  }

  /** What makes an event of the time at which it happened. */
  private interface Dated {
    CoordinationEvent at(Instant at);
  }

  private CompletionStage<Receipt> tell(CoordinationEffect.Deliver deliver) {
    return switch (deliver.verdict()) {
      case COMMIT -> gateways.commit(deliver.id(), deliver.gateway(), deliver.instant());
      case ABORT -> gateways.rollback(deliver.id(), deliver.gateway());
    };
  }

  /** No thread waits for the gateway: the answer is the runner's next message. */
  private <T> void answer(
      CoordinationRunner runner, CompletionStage<T> call, Function<T, CoordinationEvent> event) {
    var unused =
        call.whenComplete(
            (answer, fault) -> {
              if (fault == null) {
                Mailboxes.guard(
                    () -> runner.post(event.apply(answer)),
                    bug -> warnings.reportBug(runner.id(), bug));
              } else {
                warnings.reportBug(runner.id(), fault);
              }
            });
  }

  private void later(CoordinationRunner runner, Duration pause, Dated event) {
    ports.alarms().in(pause, () -> runner.post(event.at(now())));
  }

  /** Tells those once that voted COMMIT; nothing waits for it. */
  void rollBackVoters(CoordinationPlan plan, List<Vote> votes) {
    for (int each = 0; each < votes.size(); each++) {
      if (votes.get(each) instanceof Vote.Yes) {
        var unused = gateways.rollback(plan.id(), plan.shares().get(each).gateway());
      }
    }
  }

  /** What a gateway asked for is its own knowledge, and is kept to as far as the limits allow. */
  private Duration pause(int attempts, Optional<Duration> asked) {
    return asked.map(backoff::clamp).orElseGet(() -> backoff.pause(attempts - 1, ports.random()));
  }
}
