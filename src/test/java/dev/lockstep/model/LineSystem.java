package dev.lockstep.model;

import dev.lockstep.model.LineState.Ledger;
import dev.lockstep.model.LineState.Net;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Register;
import dev.lockstep.model.LineState.Running;
import dev.lockstep.standby.Companion;
import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.LineRules.Keeper;
import dev.lockstep.standby.LineRules.Mode;
import dev.lockstep.standby.Reigns;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.Seat.Sighting;
import dev.lockstep.standby.SeatRecord;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two PCs of one line, their link, the ensemble's register, a machine, and people; the load is one
 * transaction: vote, intent, move, outcome.
 *
 * <p>Time: each PC's clock counts ticks, and a process may do nothing for any number of them, which
 * is a pause, a suspended PC or a slow disk; so whatever follows from a look at the lease may come
 * late. All ticks are kept as a distance from now and end where no comparison can tell the
 * difference, so the states are finitely many. The two clocks run apart by one tick at most in
 * either direction, which is what a margin of one tick on both sides must bear. A send that was
 * looked at arrives within {@link LinePlot#SEND_LASTS} ticks or never: that is what the device's
 * session gives, which its server drops when the PC is paused, cut off or gone.
 *
 * <p>The network keeps one message to each PC, which a later one replaces, and some that come late
 * or once more, at any time. Words of people are true when they are said, but for {@link
 * LinePlot#liar}.
 */
final class LineSystem implements TransitionSystem {
  static final List<String> NAMES = List.of("a", "b");

  private final LinePlot plot;
  private final LineBreakage breakage;
  private final LineStore store;

  LineSystem(LinePlot plot, LineSabotage sabotage) {
    this.plot = plot;
    this.breakage = new LineBreakage(plot.rules(), sabotage);
    this.store = new LineStore(plot, breakage);
  }

  @Override
  public int words() {
    return store.words();
  }

  /** The first PC is active, and the second one its standby and in sync. */
  @Override
  public World first() {
    Reigns reigns = new Reigns(Map.of("a", 1L));
    boolean peer = plot.keeper() == Keeper.PEER;
    Optional<LeaseRecord> lease =
        peer ? Optional.empty() : Optional.of(new LeaseRecord(1, "a", 1, 0, Map.of("b", 1L)));
    Sighting seen = peer ? Sighting.NONE : new Sighting(lease, 0, 0);
    List<Integer> log = Collections.nCopies(plot.load().begun, 1);
    SeatRecord first = new SeatRecord("line", "a", "b", 1, 1, reigns, 1);
    SeatRecord second = new SeatRecord("line", "b", "a", 1, 1, reigns, 1);
    boolean supplied = plot.load() == LinePlot.Load.VOTE_SUPPLIED;
    int round = supplied ? 1 : 0;
    Seat active =
        new Seat.Active(
            first,
            supplied ? Seat.NEVER : LinePlot.DURATION - LinePlot.MARGIN,
            supplied ? new Companion.Supplied(1, 1, true) : new Companion.Paired(1, 0, true, true),
            seen,
            Optional.empty(),
            0);
    Seat standby =
        new Seat.Following(
            second,
            new Seat.Leader(1, 1),
            new Seat.Supply(round, supplied ? Seat.Copy.BEHIND : Seat.Copy.IN_SYNC),
            LinePlot.DURATION + LinePlot.MARGIN,
            seen,
            Optional.empty());
    Running process = Running.NEW.supply(round, log.size());
    LineState state =
        new LineState(
            List.of(
                new Pc(Optional.of(active), first, log, process, LineState.NO_SEND),
                new Pc(Optional.of(standby), second, log, Running.NEW, LineState.NO_SEND)),
            new Net(List.of(Optional.empty(), Optional.empty()), List.of()),
            new Register(lease, peer ? -1 : 0, List.of()),
            new Ledger(log, 0, 0, 1, false, plot.faults(), plot.words(), 0));
    World world = new World(new long[words()]);
    store.put(world, state);
    return world;
  }

  @Override
  public void steps(World world, Sink sink) {
    LineState state = store.get(world);
    if (state.pcs().stream().anyMatch(LineSystem::isOftenSupplied)) {
      return;
    }
    LineSink taken =
        (what, step) -> {
          Turn turn = new Turn(world);
          turn.sound = step.sound;
          turn.violations.addAll(step.violations);
          store.put(turn.world, step.state);
          sink.take(what, turn);
        };
    LineSteps steps = new LineSteps(plot, breakage, taken);
    steps.time(state);
    steps.register(state);
    for (int pc = 0; pc < 2; pc++) {
      steps.process(state, pc);
      steps.messages(state, pc);
      steps.people(state, pc);
      new LineLoad(plot, breakage, taken).steps(state, pc);
    }
  }

  /** Takes the steps of a line. */
  interface LineSink {
    void take(String what, LineStep step);
  }

  @Override
  public void tidy(World world) {}

  @Override
  public Optional<String> broken(World world) {
    LineState state = store.get(world);
    if (holds(state, 0) && holds(state, 1)) {
      return Optional.of("two PCs hold the lease");
    }
    Ledger ledger = state.ledger();
    if (plot.mode() == Mode.ASYNCHRONOUS || ledger.lossAccepted()) {
      return Optional.empty();
    }
    for (int pc = 0; pc < 2; pc++) {
      boolean lacks = lacks(state.pc(pc).log(), ledger.acknowledged());
      if (lacks && holds(state, pc)) {
        return Optional.of(NAMES.get(pc) + " is active and lacks what was acknowledged");
      }
      if (mayTakeOver(state, pc)) {
        if (lacks) {
          return Optional.of(NAMES.get(pc) + " may take over and lacks what was acknowledged");
        }
        if (isUnlimited(state.pc(1 - pc))) {
          return Optional.of(
              NAMES.get(pc) + " may take over, and the other one's lease never ends");
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a PC that is not active would begin without giving anything up. */
  private boolean mayTakeOver(LineState state, int number) {
    SeatRecord disk = state.pc(number).disk();
    if (plot.keeper() == Keeper.ZOOKEEPER) {
      LeaseRecord lease = state.register().record().orElseThrow();
      Long noted = lease.inSync().get(disk.self());
      return !lease.holder().equals(disk.self()) && noted != null && noted == disk.inSyncTerm();
    }
    return switch (state.pc(number).seat().orElse(null)) {
      case Seat.Following following -> following.supply().copy() == Seat.Copy.IN_SYNC;
      case Seat.TakingOver taking ->
          taking.was().filter(was -> was.supply().copy() == Seat.Copy.IN_SYNC).isPresent();
      case Seat.Waiting _, Seat.Active _, Seat.HandingOver _, Seat.Ended _ -> false;
      case null -> false;
    };
  }

  private static boolean isUnlimited(Pc pc) {
    return pc.seat().orElse(null) instanceof Seat.Active active
        && active.leaseUntil() == Seat.NEVER;
  }

  private static boolean lacks(List<Integer> log, List<Integer> acknowledged) {
    return log.size() < acknowledged.size()
        || !log.subList(0, acknowledged.size()).equals(acknowledged);
  }

  private static boolean holds(LineState state, int pc) {
    return state.pc(pc).seat().filter(seat -> seat.holds(0)).isPresent();
  }

  /** The outcome is told; or what limits this plot is used up. */
  @Override
  public boolean over(World world) {
    LineState state = store.get(world);
    Ledger ledger = state.ledger();
    return ledger.acknowledged().size() == plot.load().end
        || ledger.lossAccepted()
        || (ledger.words() == 0 && isTold(state))
        || state.pcs().stream().anyMatch(this::usedUp)
        || (plot.mode() == Mode.ASYNCHRONOUS
            && state.pcs().stream().anyMatch(pc -> lacks(pc.log(), ledger.acknowledged())));
  }

  /**
   * Whether a person sees that the line waits for one: a PC has started and neither leads nor
   * follows, or a standby follows nobody.
   */
  private static boolean isTold(LineState state) {
    boolean active = holds(state, 0) || holds(state, 1);
    return state.pcs().stream()
        .flatMap(pc -> pc.seat().stream())
        .anyMatch(
            seat ->
                switch (seat) {
                  case Seat.Waiting _ -> true;
                  case Seat.Following _ -> !active;
                  case Seat.TakingOver _, Seat.Active _, Seat.HandingOver _, Seat.Ended _ -> false;
                });
  }

  /** Nothing bounds the supplies of one term but this. */
  private static boolean isOftenSupplied(Pc pc) {
    return pc.seat().orElse(null) instanceof Seat.Active active && active.companion().round() > 2;
  }

  private boolean usedUp(Pc pc) {
    long term = pc.seat().map(Seat::record).orElse(pc.disk()).term();
    return term >= plot.termsMost() || (pc.seat().isEmpty() && pc.disk().run() >= plot.runsMost());
  }

  @Override
  public List<String> script(List<String> schedule) {
    return List.of();
  }
}
