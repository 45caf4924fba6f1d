package dev.lockstep.coordinator;

import dev.lockstep.device.Backoff;
import dev.lockstep.mailbox.Mailboxes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  void run(Runnable task) {
    ports.executor().execute(task);
  }

  /** Runs it after a pause that grows with the attempts; the task must not block. */
  void later(int attempts, Runnable task) {
    ports.alarms().in(pause(attempts, Optional.empty()), task);
  }

  /** Returns at once; the runner gets a message when it is done. */
  void perform(CoordinationRunner runner, CoordinationEffect effect) {
    switch (effect) {
      case CoordinationEffect.Prepare prepare -> run(runner, () -> vote(prepare));
      case CoordinationEffect.Deliver deliver -> run(runner, () -> told(deliver));
      case CoordinationEffect.Forget forget -> run(runner, () -> forgot(forget));
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

  /** A call to a gateway; its answer as an event. */
  private interface GatewayCall {
    CoordinationEvent answer();
  }

  private void run(CoordinationRunner runner, GatewayCall call) {
    run(
        () ->
            Mailboxes.guard(
                () -> runner.post(call.answer()), fault -> warnings.reportBug(runner.id(), fault)));
  }

  private void later(CoordinationRunner runner, Duration pause, Dated event) {
    ports.alarms().in(pause, () -> runner.post(event.at(now())));
  }

  /** Tells those once that voted COMMIT; nothing waits for it. */
  void rollBackVoters(CoordinationPlan plan, List<Vote> votes) {
    for (int each = 0; each < votes.size(); each++) {
      if (votes.get(each) instanceof Vote.Yes) {
        URI gateway = plan.shares().get(each).gateway();
        run(() -> gateways.rollback(plan.id(), gateway));
      }
    }
  }

  private CoordinationEvent vote(CoordinationEffect.Prepare prepare) {
    Vote vote = gateways.prepare(prepare.plan(), prepare.participant());
    return new CoordinationEvent.Voted(prepare.participant(), vote, now());
  }

  private CoordinationEvent told(CoordinationEffect.Deliver deliver) {
    Receipt receipt =
        switch (deliver.verdict()) {
          case COMMIT -> gateways.commit(deliver.id(), deliver.gateway());
          case ABORT -> gateways.rollback(deliver.id(), deliver.gateway());
        };
    return new CoordinationEvent.Told(deliver.participant(), receipt, now());
  }

  private CoordinationEvent forgot(CoordinationEffect.Forget forget) {
    boolean taken = gateways.forget(forget.id(), forget.gateway());
    return new CoordinationEvent.ForgetAnswered(forget.participant(), taken, now());
  }

  /** What a gateway asked for is its own knowledge, and is kept to as far as the limits allow. */
  private Duration pause(int attempts, Optional<Duration> asked) {
    return asked.map(backoff::clamp).orElseGet(() -> backoff.pause(attempts - 1, ports.random()));
  }
}
