package dev.lockstep.app.standby;

import dev.lockstep.app.config.Settings;
import dev.lockstep.ensemble.EnsembleClient;
import dev.lockstep.ensemble.ZooKeeperLeaseRegister;
import dev.lockstep.standby.LeaseRegister;
import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatEvent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is asked of the ensemble's register, where that keeps the lease. Thread-safe. */
final class RegisterQuestions implements AutoCloseable {
  private final EnsembleClient client;
  private final LeaseRegister register;
  private final LineMember member;
  private final AtomicBoolean reading = new AtomicBoolean();

  private RegisterQuestions(EnsembleClient client, String line, LineMember member) {
    this.client = client;
    this.register = new ZooKeeperLeaseRegister(client, line);
    this.member = member;
  }

  /** Empty where the other PC keeps the lease. */
  static Optional<RegisterQuestions> of(Settings settings, LineMember member) {
    return settings.config().standby().line().lease() == LineRules.Keeper.ZOOKEEPER
        ? Optional.of(
            new RegisterQuestions(
                EnsembleClient.open(settings.config().ensemble()), settings.gateway(), member))
        : Optional.empty();
  }

  /** One at a time: each beat asks anew. */
  void read() {
    if (reading.compareAndSet(false, true)) {
      var unused =
          register
              .read()
              .thenAccept(
                  result -> {
                    reading.set(false);
                    member.happened(new SeatEvent.RegisterRead(member.now(), result));
                  });
    }
  }

  void write(Seat.Attempt attempt) {
    var unused =
        register
            .write(attempt.record(), attempt.version())
            .thenAccept(
                result ->
                    member.happened(new SeatEvent.RegisterWritten(member.now(), attempt, result)));
  }

  @Override
  public void close() {
    client.close();
  }
}
