package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Target;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of live transactions (P7): derived from the states that they enter, stored
 * nowhere. Indexed by device and by target, so that a prepare looks only at transactions that hold
 * something of its machines, however many thousands are in doubt at others. Thread-safe.
 */
final class Reservations {
  /**
   * The holding transactions by {@code DeviceName} and by {@code Target}: the node as a whole, also
   * of those that hold elements of it.
   */
  private final ConcurrentHashMap<Object, Set<LiveTransaction>> holders = new ConcurrentHashMap<>();

  private final Object deciding = new Object();

  private record Holder(TransactionId id, Hold hold) {}

  /** Has a transaction enter a state, and sets its holds accordingly. */
  void enter(LiveTransaction transaction, State next) {
    State before = transaction.known();
    transaction.enter(next);
    if (!sameTerms(before, next)) {
      hold(transaction, next);
    }
  }

  /** Whether the holds are unchanged: most transitions change neither liveness nor the branch. */
  private static boolean sameTerms(@Nullable State before, State next) {
    return before != null && before.live() == next.live() && before.work().equals(next.work());
  }

  private void hold(LiveTransaction transaction, State state) {
    Set<Hold> before = transaction.holds();
    Set<Hold> after =
        state.live() ? state.work().<Set<Hold>>map(Branch::holds).orElse(Set.of()) : Set.of();
    if (!before.equals(after)) {
      Set<Object> left = keys(before);
      Set<Object> joined = keys(after);
      joined.forEach(key -> join(key, transaction));
      transaction.hold(after);
      left.stream().filter(key -> !joined.contains(key)).forEach(key -> leave(key, transaction));
    }
  }

  private static Set<Object> keys(Set<Hold> holds) {
    Set<Object> keys = new HashSet<>();
    holds.forEach(hold -> keys(hold).forEach(keys::add));
    return keys;
  }

  private static Stream<Object> keys(Hold hold) {
    return Stream.concat(hold.devices().stream(), hold.targets().stream().map(Target::whole));
  }

  private void join(Object key, LiveTransaction transaction) {
    holders.compute(
        key,
        (name, present) -> {
          Set<LiveTransaction> holding = present == null ? ConcurrentHashMap.newKeySet() : present;
          holding.add(transaction);
          return holding;
        });
  }

  private void leave(Object key, LiveTransaction transaction) {
    holders.computeIfPresent(
        key,
        (name, holding) -> {
          holding.remove(transaction);
          return holding.isEmpty() ? null : holding;
        });
  }

  /**
   * Decides an event. Where it may reserve resources, looking for conflicts and reserving is one
   * atomic step, so that two prepares cannot both find a resource free: when the request arrives,
   * and again when the devices' sessions have resolved the nodes. Resources are held before the
   * vote is durable, and released only when the end is.
   *
   * @param protocol decides on the event, with the conflicts among its objections
   */
  Decision decide(
      LiveTransaction transaction,
      State before,
      Event event,
      BiFunction<State, Event, Decision> protocol) {
    if (event instanceof Event.PrepareRequested request && before instanceof State.Absent) {
      return take(transaction, () -> protocol.apply(before, completed(transaction.id, request)));
    }
    if (event instanceof Event.Checked checked && before instanceof State.Preparing) {
      return take(transaction, () -> protocol.apply(before, completed(transaction.id, checked)));
    }
    return protocol.apply(before, event);
  }

  private Decision take(LiveTransaction transaction, Supplier<Decision> decided) {
    synchronized (deciding) {
      Decision decision = decided.get();
      if (decision.next().live()) {
        hold(transaction, decision.next());
      }
      return decision;
    }
  }

  private Event completed(TransactionId id, Event.PrepareRequested request) {
    List<Reason> objections = new ArrayList<>(request.objections());
    objections.addAll(conflicts(id, request.branch().tasks()));
    return new Event.PrepareRequested(request.branch(), objections, request.at());
  }

  private Event completed(TransactionId id, Event.Checked checked) {
    List<Reason> objections = new ArrayList<>(checked.objections());
    objections.addAll(conflicts(id, checked.located()));
    return new Event.Checked(checked.located(), checked.before(), objections, checked.at());
  }

  private List<Reason> conflicts(TransactionId id, List<Task> tasks) {
    List<Reason> conflicts = new ArrayList<>();
    for (Task task : tasks) {
      for (Hold wanted : task.holds()) {
        holder(id, wanted).ifPresent(holder -> conflicts.add(reason(task, wanted, holder)));
      }
    }
    return conflicts;
  }

  private Optional<Holder> holder(TransactionId id, Hold wanted) {
    return keys(wanted)
        .flatMap(key -> holders.getOrDefault(key, Set.of()).stream())
        .filter(transaction -> !transaction.id.equals(id))
        .flatMap(
            transaction ->
                transaction.holds().stream()
                    .filter(wanted::collidesWith)
                    .map(hold -> new Holder(transaction.id, hold)))
        .findFirst();
  }

  /** The reason that names the holder, and its name for the resource where that is another. */
  private static Reason reason(Task task, Hold wanted, Holder holder) {
    Hold held = holder.hold();
    boolean sameName =
        held.device().equals(wanted.device())
            && (held.resource().isEmpty()
                || wanted.resource().isEmpty()
                || held.resource().equals(wanted.resource()));
    String under = sameName ? "" : " as " + held;
    Reason reason =
        Reason.of(Reason.Code.RESERVED, "held by transaction " + holder.id() + under)
            .at(wanted.device())
            .during(task.action().command());
    return wanted.resource().map(reason::on).orElse(reason);
  }
}
