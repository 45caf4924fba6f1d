package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Arming;
import dev.lockstep.driver.Called;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Disarming;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
import dev.lockstep.driver.Sent;
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

/** One gateway's way to a machine, in one run of it. */
final class PlayLink implements DeviceLink {
  /** Told of each send before it leaves and after it came back; may throw {@link Crash}. */
  interface Tap {
    void before(String machine, String what);

    void after(String machine, String what);
  }

  private static final Duration SOON = Duration.ofSeconds(1);

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
    LinkStatus.State state =
        machine.mood == Mood.OFFLINE ? LinkStatus.State.DISCONNECTED : LinkStatus.State.CONNECTED;
    return new LinkStatus(state, state.name().toLowerCase(java.util.Locale.ROOT), Instant.EPOCH);
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
  public List<Sent> write(List<Assignment> assignments, Deadline deadline) {
    Sent sent = send("write " + assignments, () -> machine.write(assignments));
    return assignments.stream().map(each -> sent).toList();
  }

  @Override
  public Called call(Work.Call call, Deadline deadline) {
    Sent sent = send("call " + call.inputs(), () -> machine.strike(call.inputs()));
    return new Called(sent, List.of());
  }

  private Sent send(String what, Runnable effect) {
    return switch (machine.mood) {
      case OFFLINE -> new Sent.NotSent("not connected");
      case REFUSES -> new Sent.Rejected("refused");
      case SPEAKS, FROZEN, STIFFENS, MUMBLES, IGNORES, POSTPONES -> sent(what, effect);
    };
  }

  private Sent sent(String what, Runnable effect) {
    tap.before(machine.name, what);
    Sent answer = carry(effect);
    tap.after(machine.name, what);
    return answer;
  }

  private Sent carry(Runnable effect) {
    return switch (machine.mood) {
      case SPEAKS -> {
        effect.run();
        yield new Sent.Accepted("Good");
      }
      case MUMBLES -> {
        effect.run();
        yield new Sent.Unknown("no answer in time");
      }
      case FROZEN, STIFFENS -> {
        machine.mood = Mood.FROZEN;
        machine.underWay.add(new PlayMachine.UnderWay(channel, effect));
        yield new Sent.Unknown("no answer in time");
      }
      case IGNORES -> new Sent.Accepted("Good");
      case POSTPONES -> {
        effect.run();
        yield new Sent.Pending("GoodCompletesAsynchronously");
      }
      case OFFLINE, REFUSES -> new Sent.NotSent("not connected");
    };
  }

  @Override
  public Arming arm(Order order, Deadline deadline) {
    List<Assignment> staged = ((Work.Write) order.action().work()).assignments();
    Sent sent = send("arm " + order.reference(), () -> machine.arm(order.reference(), staged));
    return sent instanceof Sent.Accepted && machine.mood != Mood.IGNORES
        ? new Arming.Armed(
            machine.leasedUntil.isPresent() ? Promise.LEASED : Promise.DURABLE, machine.leasedUntil)
        : new Arming.NotArmed(Reason.of(Reason.Code.NOT_ARMED, sent.detail()));
  }

  @Override
  public Recalled fire(Order order, Deadline deadline) {
    List<Boolean> done = new ArrayList<>();
    Sent sent = send("fire " + order.reference(), () -> done.add(machine.apply(order.reference())));
    return switch (sent) {
      case Sent.NotSent not -> new Recalled.NotDone(not.detail());
      case Sent.Rejected no -> new Recalled.NotDone(no.detail());
      case Sent.Accepted accepted ->
          done.equals(List.of(true))
              ? new Recalled.Done("LastAppliedId is " + order.reference())
              : new Recalled.Untold("the machine does not show it");
      case Sent.Pending pending -> new Recalled.Untold(pending.detail());
      case Sent.Altered altered -> new Recalled.Untold(altered.detail());
      case Sent.Unknown unknown -> new Recalled.Untold(unknown.detail());
    };
  }

  @Override
  public Disarming disarm(Order order, Deadline deadline) {
    if (machine.mood == Mood.FROZEN
        || machine.mood == Mood.REFUSES
        || machine.mood == Mood.IGNORES) {
      return new Disarming.Unconfirmed("the machine does not confirm");
    }
    // What armed it may still be on its way: first the old way is shut.
    if (!(fence(order) instanceof Fencing.Shut)) {
      return new Disarming.Unconfirmed("the machine does not answer");
    }
    if (machine.applied.containsKey(order.reference())) {
      return new Disarming.AlreadyApplied("LastAppliedId is " + order.reference());
    }
    Sent sent = send("disarm " + order.reference(), () -> machine.disarm(order.reference()));
    return sent instanceof Sent.Accepted
        ? new Disarming.Disarmed("disarmed")
        : new Disarming.Unconfirmed(sent.detail());
  }

  private Fencing fence(Order order) {
    return fence("fence for " + order.reference());
  }

  @Override
  public Recalled recall(Order order, Deadline deadline) {
    Supplier<Recalled> record =
        () ->
            machine.applied.containsKey(order.reference())
                ? new Recalled.Done("LastAppliedId is " + order.reference())
                : machine.armed.containsKey(order.reference())
                    ? new Recalled.Armed("armed and not done")
                    : new Recalled.NotDone("the machine does not know it");
    return switch (machine.mood) {
      case SPEAKS, STIFFENS, REFUSES, IGNORES, POSTPONES -> record.get();
      case OFFLINE, FROZEN, MUMBLES -> new Recalled.Untold("no answer");
    };
  }

  @Override
  public Fencing fence(Moment sentAt, Deadline deadline) {
    return fence("fence");
  }

  private Fencing fence(String what) {
    return switch (machine.mood) {
      case SPEAKS, STIFFENS, REFUSES, IGNORES, POSTPONES -> {
        channel = machine.connect();
        machine.fence(channel);
        tap.after(machine.name, what);
        yield new Fencing.Shut("a new channel");
      }
      case OFFLINE, FROZEN, MUMBLES -> new Fencing.Open("the machine does not answer", SOON);
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
