package dev.lockstep.participant;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.Order;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Runner of effects: does what was decided and returns the result as an event. Decides nothing. */
final class EffectRunner {
  private final Ports ports;
  private final ParticipantSettings settings;
  private final PrepareCheck check;
  private final DeviceArming arming;
  private final Actuation actuation;
  private final WriteSettlement settlement;
  private final Leases leases;
  private final MovedTargets movedTargets;

  /** Transactions whose verification delays a request of an operator. */
  private final Set<TransactionId> hurried = ConcurrentHashMap.newKeySet();

  EffectRunner(Ports ports, ParticipantSettings settings) {
    this.ports = ports;
    this.settings = settings;
    Requirements requirements = new Requirements(ports.links());
    Verifier verifier = new Verifier(ports.clock(), settings.verifyMax());
    this.check = new PrepareCheck(ports.links(), requirements);
    this.arming = new DeviceArming(ports.links());
    this.leases = new Leases(ports, settings.checkWithin());
    this.actuation = new Actuation(ports, requirements, verifier, leases);
    this.settlement = new WriteSettlement(ports);
    this.movedTargets = new MovedTargets(ports.links());
  }

  /**
   * Shortens the running verification of a transaction, because an operator's request waits for its
   * result.
   */
  void shortenVerification(TransactionId id) {
    hurried.add(id);
  }

  /** Ends the shortening: the operator's request was decided. */
  void endShortening(TransactionId id) {
    hurried.remove(id);
  }

  Event check(Branch branch) {
    Deadline deadline = Deadline.in(settings.checkWithin(), ports.clock());
    int first = firstStage(branch.tasks());
    List<PrepareCheck.Found> found =
        perDevice(
            branch.tasks(),
            task -> check.check(order(branch, task), task.stage() == first, deadline));
    return check.event(branch, found, now());
  }

  Event arm(Branch branch) {
    Deadline deadline = Deadline.in(settings.checkWithin(), ports.clock());
    List<Task> tasks = branch.tasks().stream().filter(task -> !task.action().readOnly()).toList();
    return arming.event(
        perDevice(
            tasks,
            task ->
                moved(task)
                    .<ArmResult>map(ArmResult.NotArmed::new)
                    .orElseGet(() -> arming.arm(order(branch, task), deadline))),
        now());
  }

  Event disarm(Branch branch) {
    Deadline deadline = Deadline.in(settings.checkWithin(), ports.clock());
    List<Task> armed = branch.tasks().stream().filter(EffectRunner::arms).toList();
    return DeviceArming.disarmed(
        perDevice(
            armed, task -> moved(task).or(() -> arming.disarm(order(branch, task), deadline))),
        now());
  }

  Event actuate(Effect.Actuate actuate) {
    Deadline deadline = new Deadline(actuate.decidedAt().plus(settings.actuateWithin()).ticks());
    if (deadline.passed(ports.clock())) {
      return new Event.Moved(Actuation.tooLate(actuate, now()), now());
    }
    List<Reason> broken = broken(Actuation.tasksToCheck(actuate), deadline);
    if (!broken.isEmpty()) {
      return new Event.Moved(Actuation.heldBack(actuate, broken), now());
    }
    Branch branch = actuate.branch();
    LetGo letGo = new LetGo(actuate, ports.clock(), settings.instantTolerance());
    List<Task> tasks = actuate.moves().stream().map(Effect.Move::task).toList();
    List<Event.Step> steps =
        perDevice(
            tasks,
            task ->
                new Event.Step(
                    task.number(),
                    actuate.decidedAt(),
                    actuation.move(
                        task,
                        order(branch, task),
                        letGo,
                        deadline,
                        () -> hurried.contains(branch.id()))));
    return new Event.Moved(steps, now());
  }

  Event recheck(List<Task> tasks) {
    Deadline deadline = Deadline.in(settings.checkWithin(), ports.clock());
    return new Event.Rechecked(broken(tasks, deadline), now());
  }

  /** The reasons that keep these tasks from being sent now; devices are asked in parallel. */
  private List<Reason> broken(List<Task> tasks, Deadline deadline) {
    int first = firstStage(tasks);
    return perDevice(tasks, task -> actuation.broken(task, task.stage() == first, deadline))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  Event settle(Effect.Settle settle) {
    Deadline deadline = Deadline.in(settings.actuateWithin(), ports.clock());
    Branch branch = settle.branch();
    Map<Integer, Effect.Doubt> doubts = new LinkedHashMap<>();
    settle.doubts().forEach(doubt -> doubts.put(doubt.task().number(), doubt));
    List<Task> tasks = settle.doubts().stream().map(Effect.Doubt::task).toList();
    List<Event.Step> steps =
        perDevice(
            tasks,
            task -> {
              Effect.Doubt doubt = Objects.requireNonNull(doubts.get(task.number()));
              return new Event.Step(
                  task.number(),
                  doubt.sentAt(),
                  leases.release(
                      settlement.settle(order(branch, task), doubt, deadline),
                      order(branch, task)));
            });
    return new Event.Moved(steps, true, now());
  }

  /** The reason not to write: it would reach another node or topic than the vote was for. */
  private Optional<Reason> moved(Task task) {
    return movedTargets.of(task).stream().findFirst();
  }

  /**
   * The first stage that moves a machine. Conditions of later stages depend on what the earlier
   * ones do, and are not checked yet.
   */
  private static int firstStage(List<Task> tasks) {
    return tasks.stream()
        .filter(task -> !task.action().readOnly())
        .mapToInt(Task::stage)
        .min()
        .orElse(0);
  }

  private Moment now() {
    return ports.clock().now();
  }

  private static boolean arms(Task task) {
    return task.action().guarantees().preparation().arms();
  }

  private static Order order(Branch branch, Task task) {
    return new Order(task.reference(branch.id()), task.action());
  }

  /**
   * Runs tasks of different devices in parallel and those of one device in order. The results are
   * in the order of the tasks.
   */
  private <T> List<T> perDevice(List<Task> tasks, Function<Task, T> work) {
    Map<DeviceName, List<Task>> byDevice = new LinkedHashMap<>();
    for (Task task : tasks) {
      byDevice.computeIfAbsent(task.action().device(), device -> new ArrayList<>()).add(task);
    }
    if (byDevice.size() == 1) {
      return tasks.stream().map(work).toList();
    }
    Map<Integer, CompletableFuture<T>> results = new LinkedHashMap<>();
    for (Task task : tasks) {
      results.put(task.number(), new CompletableFuture<>());
    }
    for (List<Task> ofOne : byDevice.values()) {
      ports.devices().execute(() -> inOrder(ofOne, work, results));
    }
    return results.values().stream().map(CompletableFuture::join).toList();
  }

  private static <T> void inOrder(
      List<Task> tasks, Function<Task, T> work, Map<Integer, CompletableFuture<T>> results) {
    for (Task task : tasks) {
      CompletableFuture<T> result = Objects.requireNonNull(results.get(task.number()));
      try {
        result.complete(work.apply(task));
      } catch (RuntimeException bug) {
        // Thrown again by join: a fault of the gateway itself is not swallowed in a device's
        // thread.
        result.completeExceptionally(bug);
      }
    }
  }
}
