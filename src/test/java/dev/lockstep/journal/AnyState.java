package dev.lockstep.journal;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Boot;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Condition;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Undo;
import dev.lockstep.device.Value;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Any state that a journal may be given, made from a seed: the same seed, the same state. */
final class AnyState {
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "Good",
          "Presse-Süd",
          "quote \" and \\",
          "line\nbreak",
          "漢字",
          "🦾",
          "\ud800 alone");

  /** Those of the first format; what came later has samples of its own. */
  private static final State.Committing.Standing[] STANDINGS = {
    State.Committing.Standing.MOVING,
    State.Committing.Standing.RETRYING,
    State.Committing.Standing.WITHHELD,
    State.Committing.Standing.STUCK
  };

  private final Random random;

  AnyState(long seed) {
    this.random = new Random(seed);
  }

  State state(State.Name name) {
    Branch branch = branch();
    return switch (name) {
      case ABSENT -> new State.Absent();
      case PREPARING ->
          new State.Preparing(branch, any(State.Preparing.Phase.values()), seen(), moment());
      case PREPARED -> new State.Prepared(branch, yes(), reasons());
      case COMMITTING ->
          new State.Committing(
              branch, yes(), decided(), list(this::progress), any(STANDINGS), moment());
      case ROLLING_BACK ->
          new State.RollingBack(
              branch,
              ballot(),
              decided(),
              any(Outcome.values()),
              list(this::progress),
              any(State.RollingBack.Disarmament.values()),
              reasons());
      case ENDED ->
          new State.Ended(
              branch.id(),
              maybe(() -> branch),
              maybe(this::ballot),
              maybe(() -> any(Outcome.values())),
              list(this::progress),
              decided(),
              random.nextBoolean());
    };
  }

  private Branch branch() {
    List<Task> tasks =
        IntStream.range(0, random.nextInt(4)).mapToObj(n -> task(n, action())).toList();
    return new Branch(
        new TransactionId("tx-" + random.nextInt(1000)),
        text(),
        tasks,
        maybe(this::text),
        list(this::text),
        random.nextBoolean());
  }

  private Task task(int number, Action action) {
    int stage = random.nextInt(3);
    List<Hold> holds = list(() -> hold(action.device()));
    return holds.isEmpty()
        ? new Task(number, stage, action)
        : new Task(number, stage, action, holds);
  }

  private Hold hold(DeviceName device) {
    Set<DeviceName> devices = new LinkedHashSet<>(Set.of(device));
    list(() -> new DeviceName(name())).forEach(devices::add);
    Set<Target> targets = new LinkedHashSet<>(list(() -> new Target(text(), text())));
    return new Hold(device, maybe(this::resource), targets, devices);
  }

  private Action action() {
    return new Action(new DeviceName(name()), new CommandName(name()), work(), guarantees());
  }

  private Work work() {
    return switch (random.nextInt(3)) {
      case 0 -> new Work.Look(list(this::resource));
      case 1 -> new Work.Write(list(() -> list(this::assignment)));
      default -> new Work.Call(resource(), list(this::assignment));
    };
  }

  private Assignment assignment() {
    return new Assignment(resource(), value(2));
  }

  private Guarantees guarantees() {
    return new Guarantees(
        list(this::condition),
        preparation(),
        new LinkedHashSet<>(list(this::resource)),
        random.nextBoolean(),
        random.nextBoolean() ? Guarantees.NEVER_STALE : duration(),
        verification(),
        any(Repeat.values()),
        any(Undo.values()));
  }

  Preparation preparation() {
    return switch (random.nextInt(3)) {
      case 0 -> new Preparation.None();
      case 1 ->
          new Preparation.Handshake(
              resource(),
              resource(),
              resource(),
              resource(),
              resource(),
              maybe(this::resource),
              random.nextBoolean(),
              duration());
      default -> new Preparation.Exchange(text(), text(), any(Promise.values()), duration());
    };
  }

  private Verification verification() {
    return switch (random.nextInt(4)) {
      case 0 -> new Verification.ReadBack(duration(), amount().abs());
      case 1 -> new Verification.Conditions(list(this::condition), duration());
      case 2 ->
          new Verification.Outputs(
              list(this::output),
              any(Verification.Outputs.Otherwise.values()),
              new Verification.Conditions(list(this::condition), duration()));
      default -> new Verification.Acknowledged();
    };
  }

  private OutputCondition output() {
    Condition like = condition();
    return new OutputCondition(
        random.nextBoolean()
            ? new OutputCondition.Output.At(random.nextInt(10))
            : new OutputCondition.Output.Named(text()),
        like.relation(),
        like.operands(),
        like.tolerance());
  }

  private Condition condition() {
    Condition.Relation relation = any(Condition.Relation.values());
    int operands = relation == Condition.Relation.ONE_OF ? 1 + random.nextInt(3) : 1;
    return new Condition(
        resource(),
        relation,
        IntStream.range(0, operands).mapToObj(n -> value(1)).toList(),
        amount());
  }

  Value value(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> new Value.Flag(random.nextBoolean());
      case 1 -> new Value.Numeric(amount());
      case 2 -> new Value.Text(text());
      case 3 -> new Value.Octets("AAEC/w==");
      case 4 -> new Value.Listing(list(() -> value(depth - 1)));
      default -> {
        SequencedMap<String, Value> fields = new LinkedHashMap<>();
        list(this::text).forEach(field -> fields.put(field, value(depth - 1)));
        yield new Value.Structure(fields);
      }
    };
  }

  private BigDecimal amount() {
    return switch (random.nextInt(5)) {
      case 0 -> BigDecimal.ZERO;
      case 1 -> new BigDecimal("0.10");
      case 2 -> new BigDecimal("1E+400");
      case 3 -> BigDecimal.valueOf(random.nextLong());
      default -> BigDecimal.valueOf(random.nextLong(), random.nextInt(40));
    };
  }

  private Progress progress() {
    return switch (random.nextInt(5)) {
      case 0 -> new Progress.Waiting(reasons());
      case 1 -> new Progress.Intended(moment(), reasons());
      case 2 -> new Progress.Applied(moment(), text(), seen());
      case 3 -> new Progress.NotApplied(moment(), reasons());
      default -> new Progress.Unknown(moment(), reasons());
    };
  }

  private Ballot ballot() {
    return switch (random.nextInt(3)) {
      case 0 -> yes();
      case 1 -> new Ballot.ReadOnly(seen(), moment());
      default -> new Ballot.No(reasons(), moment());
    };
  }

  private Ballot.Yes yes() {
    return new Ballot.Yes(any(Promise.values()), maybe(this::instant), seen(), moment());
  }

  private Decided decided() {
    Optional<Decided.Contradiction> against =
        random.nextInt(3) == 0
            ? Optional.of(
                new Decided.Contradiction(
                    random.nextBoolean() ? Outcome.COMMITTED : Outcome.ROLLED_BACK,
                    any(Decided.Authority.values()),
                    text(),
                    moment()))
            : Optional.empty();
    return new Decided(
        any(Decided.Authority.values()), text(), text(), moment(), against, Optional.empty());
  }

  private List<Observation> seen() {
    return list(
        () ->
            new Observation(
                new DeviceName(name()), resource(), value(2), text(), maybe(this::instant)));
  }

  private List<Reason> reasons() {
    return list(
        () ->
            new Reason(
                any(Reason.Code.values()),
                maybe(() -> new DeviceName(name())),
                maybe(() -> new CommandName(name())),
                maybe(this::resource),
                text()));
  }

  private Moment moment() {
    int run = random.nextInt(3);
    Boot boot = run == 0 ? Boot.UNKNOWN : new Boot("boot-" + run, "host");
    return new Moment(instant(), random.nextLong(), "run-" + run, boot, run == 2);
  }

  private Instant instant() {
    return Instant.ofEpochSecond(
        random.nextLong(-1_000_000_000L, 4_000_000_000L), random.nextInt(1_000_000_000));
  }

  private Duration duration() {
    return Duration.ofSeconds(random.nextInt(100_000), random.nextInt(1_000_000_000));
  }

  private ResourceName resource() {
    return new ResourceName(name());
  }

  private String name() {
    return any(new String[] {"Force", "oven 2", "Tür", "ns=2;s=Press/Force"});
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private <T> T any(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> list(Supplier<T> element) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(n -> element.get()).toList();
  }
}
