package dev.lockstep.model;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Condition;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Value;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Task;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who takes part, and how much may go wrong.
 *
 * @param siblings whether gateways ask each other where the coordinator is silent
 * @param loss what is forgotten that was written down
 * @param intent what the coordinations are for
 * @param reloads of a gateway's profiles and devices while it works, 0 to 3
 * @param timed whether the coordinator wants the machines to move at an instant
 */
record Plot(
    String name,
    List<Transaction> transactions,
    Bounds bounds,
    boolean siblings,
    Loss loss,
    CoordinationPlan.Intent intent,
    int reloads,
    boolean timed) {
  static final int GATEWAYS = 2;
  private static final Set<Target> SPEED =
      Set.of(new Target("opc.tcp://press:4840", "nsu=urn:press;s=Speed"));

  private static final Work STROKE = new Work.Call(new ResourceName("Stroke"), List.of());

  static final List<String> NAMES = List.of("line-a", "line-b");

  Plot(String name, List<Transaction> transactions, Bounds bounds, boolean siblings, Loss loss) {
    this(name, transactions, bounds, siblings, loss, CoordinationPlan.Intent.RUN, 0, false);
  }

  Plot {
    transactions = List.copyOf(transactions);
  }

  /** What a machine is asked to do. */
  enum Kind {
    /** Sending it twice is the same as once; read back. */
    WRITE,
    /** As {@link #WRITE}, to the same node by another name of another device. */
    ALIAS,
    /** Armed first; the machine keeps a record. */
    ARMED,
    /** Fired once; nothing tells afterwards whether it was. */
    ONCE,
    /** A method that is fired once; a condition that was not true before shows that it was. */
    SEEN_ONCE,
    /** The same of a method that may be called again. */
    SEEN,
    /** Moves nothing: voted READ_ONLY. */
    LOOK;

    /** Whether a condition is to show that it was done. */
    boolean isSeen() {
      return this == SEEN_ONCE || this == SEEN;
    }

    boolean isMethod() {
      return this == ONCE || isSeen();
    }
  }

  /**
   * One distributed transaction.
   *
   * @param work for each gateway the commands in their order; empty where it takes no part
   */
  record Transaction(List<List<Kind>> work) {
    Transaction {
      work = work.stream().map(List::copyOf).toList();
    }

    List<Kind> at(int gateway) {
      return work.get(gateway);
    }

    /** The gateways that take part, in the plan's order. */
    List<Integer> members() {
      List<Integer> members = new ArrayList<>();
      for (int gateway = 0; gateway < GATEWAYS; gateway++) {
        if (!at(gateway).isEmpty()) {
          members.add(gateway);
        }
      }
      return members;
    }
  }

  /**
   * How much may go wrong on one schedule, each 0 to 3.
   *
   * @param crashes of gateways, together
   * @param network calls that are lost, late or doubled
   * @param machine refusals, hangs, lost answers, broken requirements
   * @param people decisions that nothing calls for
   * @param jumps of the clock, each beyond staleAfter; in a timed plot the first ends just before
   *     the instant, and the second after it
   */
  record Bounds(
      int crashes, int coordinatorCrashes, int network, int machine, int people, int jumps) {}

  /**
   * What is forgotten that was written down, each 0 to 3.
   *
   * @param reruns a coordinator that has forgotten its ABORT begins the same id again
   * @param copies an empty copy takes the place of a gateway's journal, which finds that out
   */
  record Loss(int reruns, int copies) {
    static final Loss NONE = new Loss(0, 0);
  }

  static Transaction both(Kind a, Kind b) {
    return new Transaction(List.of(List.of(a), List.of(b)));
  }

  static Transaction alone(Kind... kinds) {
    return new Transaction(List.of(List.of(kinds), List.of()));
  }

  /** Whether a command of this plot is to be shown by a condition. */
  boolean isSeen() {
    return transactions.stream()
        .flatMap(each -> each.work().stream())
        .flatMap(List::stream)
        .anyMatch(Kind::isSeen);
  }

  /** The tasks of one branch, one stage after the other. */
  static List<Task> tasks(List<Kind> kinds, int transaction) {
    List<Task> tasks = new ArrayList<>();
    for (int each = 0; each < kinds.size(); each++) {
      Action action = action(kinds.get(each), transaction);
      tasks.add(new Task(each, each, action, holds(kinds.get(each), action)));
    }
    return tasks;
  }

  private static List<Hold> holds(Kind kind, Action action) {
    boolean writes = kind == Kind.WRITE || kind == Kind.ALIAS;
    return Hold.of(action).stream()
        .map(
            hold ->
                writes
                    ? new Hold(hold.device(), hold.resource(), SPEED, Set.of(hold.device()))
                    : hold)
        .toList();
  }

  private static Action action(Kind kind, int transaction) {
    Value value = Value.Numeric.of(transaction + 1);
    Work write = writing("Speed", value);
    Guarantees plain = Guarantees.OF_WRITES;
    DeviceName press = new DeviceName("press");
    return switch (kind) {
      case WRITE -> new Action(press, new CommandName("SetSpeed"), write, plain);
      case ALIAS ->
          new Action(
              new DeviceName("twin"), new CommandName("SetRpm"), writing("Rpm", value), plain);
      case ARMED ->
          new Action(
              press,
              new CommandName("Load"),
              write,
              new Guarantees(
                  List.of(),
                  handshake(),
                  Set.of(),
                  false,
                  plain.staleAfter(),
                  plain.verification(),
                  Repeat.TESTABLE,
                  plain.undo()));
      case ONCE -> new Action(press, new CommandName("Strike"), STROKE, Guarantees.OF_METHODS);
      case SEEN_ONCE -> new Action(press, new CommandName("Strike"), STROKE, seen(Repeat.ONCE));
      case SEEN -> new Action(press, new CommandName("Strike"), STROKE, seen(Repeat.IDEMPOTENT));
      case LOOK ->
          new Action(
              press,
              new CommandName("ReadGuard"),
              new Work.Look(List.of(new ResourceName("GuardClosed"))),
              plain);
    };
  }

  private static Guarantees seen(Repeat repeat) {
    Guarantees plain = Guarantees.OF_METHODS;
    Condition busy =
        new Condition(
            new ResourceName("Busy"),
            Condition.Relation.EQUALS,
            List.of(new Value.Flag(true)),
            BigDecimal.ZERO);
    return new Guarantees(
        plain.requires(),
        plain.preparation(),
        plain.reserves(),
        plain.wholeDevice(),
        plain.staleAfter(),
        new Verification.Conditions(List.of(busy), Duration.ofSeconds(1)),
        repeat,
        plain.undo());
  }

  private static Work writing(String resource, Value value) {
    return new Work.Write(List.of(List.of(new Assignment(new ResourceName(resource), value))));
  }

  private static Preparation handshake() {
    return new Preparation.Handshake(
        new ResourceName("CommandId"),
        new ResourceName("PreparedId"),
        new ResourceName("CommitId"),
        new ResourceName("LastAppliedId"),
        new ResourceName("AbortId"),
        Optional.empty(),
        true,
        Duration.ofSeconds(2));
  }
}
