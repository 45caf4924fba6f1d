package dev.lockstep.app.start;

import dev.lockstep.app.CoordinatorPart;
import dev.lockstep.app.Gateway;
import dev.lockstep.app.Version;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Tells the {@link NotifySocket} how far start and stop have come, and that the gateway lives. */
@Singleton
final class ServiceStates {
  private final NotifySocket systemd =
      NotifySocket.of(System.getenv(), ProcessHandle.current().pid());
  private final AtomicBoolean ready = new AtomicBoolean();
  private final Instance<Gateway> gateway;
  private final Instance<CoordinatorPart> coordinator;
  private final Vertx vertx;
  private volatile Optional<Watchdog> watchdog = Optional.empty();

  ServiceStates(Instance<Gateway> gateway, Instance<CoordinatorPart> coordinator, Vertx vertx) {
    this.gateway = gateway;
    this.coordinator = coordinator;
    this.vertx = vertx;
  }

  void listening(@ObservesAsync HttpServerStart server) {
    ready();
  }

  void listeningWithTls(@ObservesAsync HttpsServerStart server) {
    ready();
  }

  /** With the first of the two that listens: what is told to come up later finds a gateway. */
  private void ready() {
    if (ready.compareAndSet(false, true)) {
      int live = gateway.get().participant().live().size();
      systemd.ready("lockstep %s: %d live transactions".formatted(Version.number(), live));
      Optional<Watchdog> started =
          systemd.watchdog().map(period -> new Watchdog(period, parts(), systemd::alive));
      started.ifPresent(Watchdog::start);
      StandbyPhase.over();
      watchdog = started;
    }
  }

  /** From here on systemd counts the time to stop instead. */
  void stop(@Observes ShutdownEvent event) {
    if (ready.get()) {
      watchdog.ifPresent(Watchdog::close);
      systemd.stopping();
    }
  }

  /**
   * What must answer: without the one nothing becomes durable, without the other no request is
   * heard.
   */
  private Map<String, Supplier<CompletionStage<?>>> parts() {
    Map<String, Supplier<CompletionStage<?>>> parts = new HashMap<>();
    Gateway opened = gateway.get();
    parts.put("the journal's writer", opened.journal()::writerAlive);
    coordinator.get().log().ifPresent(log -> parts.put("the decisions' writer", log::writerAlive));
    parts.put("the event loops", this::loopsAlive);
    return parts;
  }

  /** Over when each event loop has run a task: one that hangs holds up a share of all callers. */
  private CompletionStage<?> loopsAlive() {
    List<CompletableFuture<?>> loops = new ArrayList<>();
    for (EventExecutor each : ((VertxInternal) vertx).getEventLoopGroup()) {
      loops.add(CompletableFuture.runAsync(() -> {}, each));
    }
    return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new));
  }
}
