package dev.lockstep.app.tracing;

import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.Journal;
import dev.lockstep.participant.DecisionListener;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.rest.client.CallObserver;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What traces put around the parts of the gateway. Each method returns what is to be used in place
 * of what it is given, and does the same; off, it is the very same object.
 */
public interface Tracing extends AutoCloseable {
  /** No span, no thread, no connection. */
  Tracing OFF = new Tracing() {};

  /** What every HTTP request is shown to before it is answered; empty where that is needless. */
  default Optional<Consumer<RoutingContext>> requests() {
    return Optional.empty();
  }

  default DecisionListener transactions(DecisionListener next) {
    return next;
  }

  default Journal journal(Journal next) {
    return next;
  }

  default DeviceLinks.Metering devices(DeviceLinks.Metering next) {
    return next;
  }

  /** An executor whose tasks belong to the same span as the one that hands them over. */
  default Executor carrying(Executor next) {
    return next;
  }

  default CoordinationListener coordinations(CoordinationListener next) {
    return next;
  }

  default DecisionLog<CoordinationRecord> decisions(DecisionLog<CoordinationRecord> next) {
    return next;
  }

  default ParticipantClient gateways(ParticipantClient next) {
    return next;
  }

  default CallObserver calls() {
    return CallObserver.NONE;
  }

  /** What became of the spans; empty where there are none. */
  default Optional<SpanCounts> counts() {
    return Optional.empty();
  }

  /** Sends what waits, for a moment. */
  @Override
  default void close() {}
}
