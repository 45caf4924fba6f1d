package dev.lockstep.model;

import dev.lockstep.model.LineState.Ledger;
import dev.lockstep.model.LineState.Net;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Process;
import dev.lockstep.model.LineState.Register;
import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.LineRules.Keeper;
import dev.lockstep.standby.LineRules.Mode;
import dev.lockstep.standby.Reigns;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatRecord;
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
  private final Interned<LineState> states = new Interned<>();
  private final Field number;
  private final int words;

  LineSystem(LinePlot plot, LineSabotage sabotage) {
    this.plot = plot;
    this.breakage = new LineBreakage(plot.rules(), sabotage);
    Field.Ruler ruler = new Field.Ruler();
    number = ruler.bits(31);
    words = ruler.words();
  }

  @Override
  public int words() {
    return words;
  }

  /** Power comes back in a plant whose line has run before: the first PC was active. */
  @Override
  public World first() {
    Reigns reigns = new Reigns(Map.of("a", 1L));
    Optional<LeaseRecord> lease =
        plot.keeper() == Keeper.PEER
            ? Optional.empty()
            : Optional.of(new LeaseRecord(1, "a", 1, 0, Map.of("b", 1L)));
    LineState state =
        new LineState(
            List.of(off("a", "b", reigns), off("b", "a", reigns)),
            new Net(List.of(Optional.empty(), Optional.empty()), List.of()),
            new Register(lease, lease.isPresent() ? 0 : -1, List.of()),
            new Ledger(List.of(), 0, 0, 1, false, plot.faults(), plot.words(), 0));
    World world = new World(new long[words]);
    store(world, state);
    return world;
  }

  private static Pc off(String self, String peer, Reigns reigns) {
    SeatRecord record = new SeatRecord("line", self, peer, 0, 1, reigns, 1);
    return new Pc(Optional.empty(), record, List.of(), Process.NEW, LineState.NO_SEND);
  }

  private void store(World world, LineState state) {
    world.set(number, states.number(LineNormal.normal(state, plot)));
  }

  private LineState state(World world) {
    return states.value(world.get(number));
  }

  @Override
  public void steps(World world, Sink sink) {
    LineState state = state(world);
    LineSink taken =
        (what, step) -> {
          Turn turn = new Turn(world);
          turn.sound = step.sound;
          turn.violations.addAll(step.violations);
          store(turn.world, step.state);
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
    LineState state = state(world);
    if (holds(state, 0) && holds(state, 1)) {
      return Optional.of("two PCs hold the lease");
    }
    Ledger ledger = state.ledger();
    if (plot.mode() == Mode.ASYNCHRONOUS || ledger.lossAccepted()) {
      return Optional.empty();
    }
    for (int pc = 0; pc < 2; pc++) {
      if (holds(state, pc) && lacks(state.pc(pc).log(), ledger.acknowledged())) {
        return Optional.of("%s is active and lacks what was acknowledged".formatted(NAMES.get(pc)));
      }
    }
    return Optional.empty();
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
    LineState state = state(world);
    Ledger ledger = state.ledger();
    return ledger.acknowledged().size() == 3
        || ledger.lossAccepted()
        || ledger.words() == 0
        || state.pcs().stream().anyMatch(this::usedUp)
        || plot.mode() == Mode.ASYNCHRONOUS
            && state.pcs().stream().anyMatch(pc -> lacks(pc.log(), ledger.acknowledged()));
  }

  private boolean usedUp(Pc pc) {
    long term = pc.seat().map(Seat::record).orElse(pc.disk()).term();
    return term >= LinePlot.TERMS_MOST
        || (pc.seat().isEmpty() && pc.disk().run() >= plot.runsMost());
  }

  @Override
  public List<String> script(List<String> schedule) {
    return List.of();
  }
}
