package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Watches on requirements: subscribes to what the votes of prepared transactions rest on, and
 * offers an event for each change of {@code requires} and at the lapse of a promise. A watch begins
 * some time after the vote, because most decisions arrive sooner than a subscription. Where a
 * commit is held back, a watch begins at once, and offers an event when all requirements hold.
 */
final class RequirementWatches {
  private final Map<TransactionId, Watched> watched = new ConcurrentHashMap<>();
  private final Ports ports;
  private final ParticipantSettings settings;
  private final BiConsumer<TransactionId, Event> publish;

  RequirementWatches(
      Ports ports, ParticipantSettings settings, BiConsumer<TransactionId, Event> publish) {
    this.ports = ports;
    this.settings = settings;
    this.publish = publish;
  }

  /**
   * Updates the watches after a transition: they begin in Prepared, and again where a commit is
   * held back, and end with these states.
   */
  void follow(TransactionId id, State state) {
    switch (state) {
      case State.Prepared prepared -> follow(id, prepared);
      case State.Committing committing when committing.heldBack() -> followHeld(id, committing);
      case State.Absent _,
          State.Preparing _,
          State.Committing _,
          State.RollingBack _,
          State.Ended _ ->
          end(id);
    }
  }

  private void follow(TransactionId id, State.Prepared prepared) {
    boolean restsOnMore = requires(prepared.branch()) || prepared.vote().heldUntil().isPresent();
    Watched begun = new Watched(id, false);
    if (restsOnMore && watched.putIfAbsent(id, begun) == null) {
      ports
          .clock()
          .later(
              settings.watchAfter(),
              () -> ports.workers().execute(() -> begun.open(prepared.branch())));
      if (!LeaseRenewals.keep(prepared.branch())) {
        prepared.vote().heldUntil().ifPresent(until -> lapses(id, prepared.vote().at(), until));
      }
    }
  }

  /**
   * A lost watch does no harm: a commit that is held back also reads its requirements periodically.
   */
  private void followHeld(TransactionId id, State.Committing committing) {
    Watched begun = new Watched(id, true);
    if (watched.putIfAbsent(id, begun) == null) {
      ports.workers().execute(() -> begun.open(committing.branch()));
    }
  }

  private void end(TransactionId id) {
    Watched known = watched.remove(id);
    if (known != null) {
      ports.workers().execute(known::close);
    }
  }

  /**
   * Schedules the lapse of a promise, which is an event and never a silent abort. The duration of
   * the promise follows from the clock at the vote; how much of it has passed, from what the clocks
   * prove: setting the clock neither shortens nor extends it.
   */
  private void lapses(TransactionId id, Moment voted, Instant until) {
    Duration promised = Duration.between(voted.wall(), until);
    Duration passed = ports.clock().now().since(voted).atMost().orElse(promised);
    Duration left = promised.minus(passed);
    ports
        .clock()
        .later(
            left.isNegative() ? Duration.ZERO : left,
            () -> {
              if (watched.containsKey(id)) {
                publish.accept(id, new Event.PromiseLapsed(ports.clock().now()));
              }
            });
  }

  private static boolean requires(Branch branch) {
    return branch.tasks().stream()
        .anyMatch(task -> !task.action().guarantees().requires().isEmpty());
  }

  /** The subscriptions of one transaction, and their last readings. */
  private final class Watched {
    private final TransactionId id;
    private final boolean held;
    private final List<DeviceLink.Watch> open = new ArrayList<>();
    private final Map<Integer, Map<ResourceName, Reading>> seen = new LinkedHashMap<>();
    private final Map<Integer, Action> actions = new LinkedHashMap<>();
    private List<Reason> reported = List.of();
    private boolean closed;

    Watched(TransactionId id, boolean held) {
      this.id = id;
      this.held = held;
    }

    /** Opens the subscriptions, unless the transaction has left the state meanwhile. */
    void open(Branch branch) {
      synchronized (this) {
        if (closed) {
          return;
        }
      }
      branch.tasks().forEach(this::open);
    }

    private void open(Task task) {
      Action action = task.action();
      List<ResourceName> resources =
          action.guarantees().requires().stream().map(Condition::resource).distinct().toList();
      if (resources.isEmpty()) {
        return;
      }
      ports
          .links()
          .find(action.device())
          .map(linked -> linked.link().watch(resources, reading -> onReading(task, reading)))
          .ifPresent(this::keep);
    }

    private void keep(DeviceLink.Watch watch) {
      synchronized (this) {
        if (!closed) {
          open.add(watch);
          return;
        }
      }
      watch.close();
    }

    private void onReading(Task task, Reading reading) {
      List<Reason> broken;
      synchronized (this) {
        actions.put(task.number(), task.action());
        seen.computeIfAbsent(task.number(), number -> new LinkedHashMap<>())
            .put(reading.resource(), reading);
        broken = broken();
        if (closed || broken.equals(reported)) {
          return;
        }
        reported = broken;
      }
      if (!held) {
        publish.accept(id, new Event.RequirementsSeen(broken, ports.clock().now()));
      } else if (broken.isEmpty()) {
        // The contact of a guard bounces, and each start that is broken off costs two writes.
        ports.clock().later(settings.backoff().first(), this::reportAllHold);
      }
    }

    private void reportAllHold() {
      synchronized (this) {
        if (closed || !reported.isEmpty()) {
          return;
        }
      }
      publish.accept(id, new Event.RequirementsSeen(List.of(), ports.clock().now()));
    }

    private List<Reason> broken() {
      List<Reason> reasons = new ArrayList<>();
      actions.forEach(
          (number, action) -> {
            Map<ResourceName, Reading> known = seen.getOrDefault(number, Map.of());
            action.guarantees().requires().stream()
                .filter(condition -> known.containsKey(condition.resource()))
                .forEach(each -> reasons.addAll(Requirements.broken(action, each, known)));
          });
      return reasons;
    }

    void close() {
      List<DeviceLink.Watch> ending;
      synchronized (this) {
        closed = true;
        ending = List.copyOf(open);
        open.clear();
      }
      ending.forEach(DeviceLink.Watch::close);
    }
  }
}
