package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import dev.lockstep.participant.PlayMachine.Mood;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The link of one run of a gateway to a machine. */
final class PlayLink implements DeviceLink {
  /** Called before and after each send; may throw {@link Crash}. */
  interface Tap {
    void before(String machine, String what);

    void after(String machine, String what);
  }

  private static final Duration SOON = Duration.ofSeconds(1);

  /** As long as a lock holds once it is renewed. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final PlayMachine machine;
  private final Tap tap;
  private int channel;

  PlayLink(PlayMachine machine, Tap tap) {
    this.machine = machine;
    this.tap = tap;
    this.channel = machine.connect();
  }

  @Override
  public LinkStatus status() {
    return machine.mood == Mood.OFFLINE
        ? new LinkStatus(LinkStatus.State.DISCONNECTED, "nothing listens there", Instant.EPOCH)
        : new LinkStatus(LinkStatus.State.CONNECTED, "connected", Instant.EPOCH);
  }

  @Override
  public List<Reading> read(List<ResourceName> resources, Deadline deadline) {
    machine.reads += resources.size();
    return resources.stream().map(this::read).toList();
  }

  private Reading read(ResourceName resource) {
    Value value = machine.values.get(machine.reached(resource));
    if (machine.mood == Mood.OFFLINE || machine.mood == Mood.FROZEN || value == null) {
      return new Reading.Unseen(resource, Reason.of(Reason.Code.UNREADABLE, "no answer"));
    }
    return new Reading.Seen(resource, value, "Good", Optional.empty());
  }

  @Override
  public Set<Target> targets(ResourceName resource) {
    ResourceName known = machine.mood == Mood.OFFLINE ? resource : machine.reached(resource);
    Stream<ResourceName> names =
        machine.isLed(resource) ? Stream.of(known) : Stream.of(resource, known);
    return names.map(each -> target(machine.name, each)).collect(Collectors.toSet());
  }

  static Target target(String machine, ResourceName resource) {
    return new Target("play", machine + "/" + resource);
  }

  @Override
  public Set<Target> requests(Action action) {
    return Set.of();
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    return machine.mood == Mood.OFFLINE || machine.mood == Mood.FROZEN
        ? List.of(Reason.of(Reason.Code.UNREADABLE, "no answer"))
        : List.of();
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return List.of();
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    SendResult sent = send("write " + assignments, () -> machine.write(assignments));
    return assignments.stream().map(each -> sent).toList();
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    SendResult sent = send("call " + call.inputs(), () -> machine.strike(call.inputs()));
    return new CallResult(sent, List.of());
  }

  private SendResult send(String what, Runnable effect) {
    return switch (machine.mood) {
      case OFFLINE -> new SendResult.NotSent("not connected");
      case REFUSES -> new SendResult.Rejected("refused");
      case SPEAKS, FROZEN, STIFFENS, MUMBLES, IGNORES, POSTPONES -> sent(what, effect);
    };
  }

  private SendResult sent(String what, Runnable effect) {
    tap.before(machine.name, what);
    SendResult answer = carry(effect);
    tap.after(machine.name, what);
    return answer;
  }

  private SendResult carry(Runnable effect) {
    return switch (machine.mood) {
      case SPEAKS -> {
        effect.run();
        yield new SendResult.Accepted("Good");
      }
      case MUMBLES -> {
        effect.run();
        yield new SendResult.Unknown("no answer in time");
      }
      case FROZEN, STIFFENS -> {
        machine.mood = Mood.FROZEN;
        machine.underWay.add(new PlayMachine.UnderWay(channel, effect));
        yield new SendResult.Unknown("no answer in time");
      }
      case IGNORES -> new SendResult.Accepted("Good");
      case POSTPONES -> {
        effect.run();
        yield new SendResult.Pending("GoodCompletesAsynchronously");
      }
      case OFFLINE, REFUSES -> new SendResult.NotSent("not connected");
    };
  }

  private ArmResult takeLock(Order order) {
    List<Boolean> taken = new ArrayList<>();
    SendResult sent =
        send("lock " + order.reference(), () -> taken.add(machine.lock(order.reference())));
    return sent instanceof SendResult.Accepted && taken.equals(List.of(true))
        ? new ArmResult.Armed(Promise.LEASED, machine.leasedUntil)
        : new ArmResult.NotArmed(
            Reason.of(
                Reason.Code.NOT_ARMED,
                machine.lockedBy.map(who -> "locked by " + who).orElse(sent.detail())));
  }

  @Override
  public LeaseResult renew(Order order, Deadline deadline) {
    if (machine.mood == Mood.OFFLINE || machine.mood == Mood.FROZEN) {
      return new LeaseResult.Unanswered("no answer");
    }
    return machine.renew()
        ? new LeaseResult.Held(LEASE)
        : new LeaseResult.Lapsed(
            "the lock is " + machine.lockedBy.map(who -> "held by " + who).orElse("free"));
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    if (isLock(order)) {
      return takeLock(order);
    }
    List<Assignment> staged = ((Work.Write) order.action().work()).assignments();
    SendResult sent =
        send("arm " + order.reference(), () -> machine.arm(order.reference(), staged));
    return sent instanceof SendResult.Accepted && machine.mood != Mood.IGNORES
        ? new ArmResult.Armed(
            machine.leasedUntil.isPresent() ? Promise.LEASED : Promise.DURABLE, machine.leasedUntil)
        : new ArmResult.NotArmed(Reason.of(Reason.Code.NOT_ARMED, sent.detail()));
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    List<Boolean> done = new ArrayList<>();
    SendResult sent =
        send("fire " + order.reference(), () -> done.add(machine.apply(order.reference())));
    return switch (sent) {
      case SendResult.NotSent not -> new OrderStatus.NotDone(not.detail());
      case SendResult.Rejected no -> new OrderStatus.NotDone(no.detail());
      case SendResult.Accepted accepted ->
          done.equals(List.of(true))
              ? new OrderStatus.Done("LastAppliedId is " + order.reference())
              : new OrderStatus.Untold("the machine does not show it");
      case SendResult.Pending pending -> new OrderStatus.Untold(pending.detail());
      case SendResult.Altered altered -> new OrderStatus.Untold(altered.detail());
      case SendResult.Unknown unknown -> new OrderStatus.Untold(unknown.detail());
    };
  }

  private static boolean isLock(Order order) {
    return order.action().guarantees().preparation() instanceof Preparation.Lock;
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    if (isLock(order)) {
      SendResult sent = send("unlock " + order.reference(), machine::unlock);
      return sent instanceof SendResult.Accepted
          ? new DisarmResult.Disarmed("unlocked")
          : new DisarmResult.Unconfirmed(sent.detail());
    }
    if (machine.mood == Mood.FROZEN
        || machine.mood == Mood.REFUSES
        || machine.mood == Mood.IGNORES) {
      return new DisarmResult.Unconfirmed("the machine does not confirm");
    }
    // What armed it may still be on its way: first the old way is shut.
    if (!(fence(order) instanceof FenceResult.Shut)) {
      return new DisarmResult.Unconfirmed("the machine does not answer");
    }
    if (machine.applied.containsKey(order.reference())) {
      return new DisarmResult.AlreadyApplied("LastAppliedId is " + order.reference());
    }
    SendResult sent = send("disarm " + order.reference(), () -> machine.disarm(order.reference()));
    return sent instanceof SendResult.Accepted
        ? new DisarmResult.Disarmed("disarmed")
        : new DisarmResult.Unconfirmed(sent.detail());
  }

  private FenceResult fence(Order order) {
    return fence("fence for " + order.reference());
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    Supplier<OrderStatus> record =
        () ->
            machine.applied.containsKey(order.reference())
                ? new OrderStatus.Done("LastAppliedId is " + order.reference())
                : machine.armed.containsKey(order.reference())
                    ? new OrderStatus.Armed("armed and not done")
                    : new OrderStatus.NotDone("the machine does not know it");
    return switch (machine.mood) {
      case SPEAKS, STIFFENS, REFUSES, IGNORES, POSTPONES -> record.get();
      case OFFLINE, FROZEN, MUMBLES -> new OrderStatus.Untold("no answer");
    };
  }

  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    return fence("fence");
  }

  private FenceResult fence(String what) {
    return switch (machine.mood) {
      case SPEAKS, STIFFENS, REFUSES, IGNORES, POSTPONES -> {
        channel = machine.connect();
        machine.fence(channel);
        tap.after(machine.name, what);
        yield new FenceResult.Shut("a new channel");
      }
      case OFFLINE, FROZEN, MUMBLES -> new FenceResult.Open("the machine does not answer", SOON);
    };
  }

  @Override
  public Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    Runnable tell = () -> resources.forEach(each -> listener.accept(read(each)));
    tell.run();
    Runnable end = machine.watch(tell);
    return end::run;
  }

  @Override
  public void close() {}
}
