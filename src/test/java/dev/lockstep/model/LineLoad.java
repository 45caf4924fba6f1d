package dev.lockstep.model;

import static dev.lockstep.model.LineSystem.NAMES;

import dev.lockstep.model.LineState.Ledger;
import dev.lockstep.model.LineState.Message;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Running;
import dev.lockstep.model.LineSystem.LineSink;
import dev.lockstep.standby.Companion;
import dev.lockstep.standby.LineRules.Mode;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One transaction on a line: vote, intent, move, outcome, and their way to the standby. */
final class LineLoad {
  private static final int VOTE = 1;
  private static final int INTENT = 2;
  private static final int OUTCOME = 3;

  /** One array for each term, because records of arrays compare by identity. */
  private static final byte[][] CONTENTS = contents();

  private final LinePlot plot;
  private final LineBreakage breakage;
  private final LineSink sink;

  LineLoad(LinePlot plot, LineBreakage breakage, LineSink sink) {
    this.plot = plot;
    this.breakage = breakage;
    this.sink = sink;
  }

  private static byte[][] contents() {
    byte[][] all = new byte[LinePlot.TERMS + 4][];
    for (int term = 0; term < all.length; term++) {
      all[term] = new byte[] {(byte) term};
    }
    return all;
  }

  void steps(LineState state, int number) {
    Pc pc = state.pc(number);
    if (pc.flight() != LineState.NO_SEND) {
      lands(state, number);
    }
    Optional<Seat> seat = pc.seat();
    if (seat.isEmpty()) {
      return;
    }
    switch (seat.get()) {
      case Seat.Active active -> {
        begin(state, number, active);
        commit(state, number);
        ship(state, number, active);
        acknowledge(state, number);
        machine(state, number, active);
      }
      case Seat.HandingOver handing -> {
        commit(state, number);
        ship(state, number, handing);
        acknowledge(state, number);
      }
      case Seat.Waiting _, Seat.Following _, Seat.TakingOver _, Seat.Ended _ -> {}
    }
  }

  private void take(String what, LineState next) {
    sink.take(what, new LineStep(breakage, next));
  }

  /** The next change set is put together, and from now on may be shipped. */
  private void begin(LineState state, int number, Seat.Active active) {
    Pc pc = state.pc(number);
    Running process = pc.process();
    Ledger ledger = state.ledger();
    boolean due =
        switch (pc.log().size() + 1) {
          case VOTE -> ledger.acknowledged().isEmpty();
          case INTENT -> !ledger.acknowledged().isEmpty();
          case OUTCOME -> process.moved();
          default -> false;
        };
    if (process.pending() == 0 && due && pc.log().size() < plot.load().end) {
      take(
          NAMES.get(number) + " writes " + (pc.log().size() + 1),
          state.with(number, pc.with(process.pending((int) active.term()))));
    }
  }

  private void commit(LineState state, int number) {
    Pc pc = state.pc(number);
    if (pc.process().pending() == 0) {
      return;
    }
    List<Integer> log = new ArrayList<>(pc.log());
    log.add(pc.process().pending());
    Running next = pc.process().pending(0);
    boolean own = log.size() == INTENT && plot.mode() == Mode.SYNCHRONOUS;
    if (own) {
      // Nobody has sent before: the intent is new, and the standby would know of another.
      next = next.looked(false);
    }
    take(
        NAMES.get(number) + " commits " + log.size(),
        state.with(number, pc.with(List.copyOf(log)).with(next)));
  }

  private void ship(LineState state, int number, Seat seat) {
    Pc pc = state.pc(number);
    Running process = pc.process();
    boolean open =
        seat instanceof Seat.HandingOver
            || (seat instanceof Seat.Active active
                && supplied(active.companion())
                && active.companion().round() == process.round());
    if (!open) {
      return;
    }
    PeerRequest request;
    long term = seat.record().term();
    if (process.confirmed() == LineState.BASE_COPY) {
      request =
          new PeerRequest.BaseCopyEnd(
              seat.record().caller(), term, process.round(), LineStep.copy(pc.log()));
    } else if (process.confirmed() < pc.log().size() + (process.pending() == 0 ? 0 : 1)) {
      int next = process.confirmed();
      int content = next < pc.log().size() ? pc.log().get(next) : process.pending();
      request =
          new PeerRequest.ChangeSetBatch(
              seat.record().caller(),
              term,
              process.round(),
              List.of(new PeerRequest.ChangeFrame("journal.db", next + 1, CONTENTS[content])));
    } else {
      return;
    }
    LineStep step =
        new LineStep(
            breakage, state.sending(new Message(1 - number, request, Optional.empty(), 0)));
    sink.take(NAMES.get(number) + " ships " + (process.confirmed() + 1), step);
  }

  private static boolean supplied(Companion companion) {
    return switch (companion) {
      case Companion.Supplied supplied -> supplied.begun();
      case Companion.Paired paired -> paired.begun();
      case Companion.Joining _, Companion.Parting _ -> true;
      case Companion.None _ -> false;
    };
  }

  /** The standby has it on its disk. */
  void confirmed(LineStep step, int number, PeerRequest request, PeerAnswer.Confirmed answer) {
    Running process = step.process(number);
    long round =
        switch (request) {
          case PeerRequest.ChangeSetBatch batch -> batch.round();
          case PeerRequest.BaseCopyEnd end -> end.round();
          default -> -1;
        };
    int length = LineStep.length(answer.position());
    boolean copied =
        request instanceof PeerRequest.BaseCopyEnd || process.confirmed() != LineState.BASE_COPY;
    if (round == process.round() && copied && length > process.confirmed()) {
      step.process(number, process.supply(round, length));
    }
  }

  /** Whether the standby has it, where one counts. */
  private boolean covered(Pc pc, int stage) {
    boolean counts =
        switch (pc.seat().orElseThrow()) {
          case Seat.Active active -> active.companion().counts();
          case Seat.HandingOver _ -> true;
          case Seat.Waiting _, Seat.Following _, Seat.TakingOver _, Seat.Ended _ -> false;
        };
    return !counts || plot.mode() == Mode.ASYNCHRONOUS || pc.process().confirmed() >= stage;
  }

  /** Callers are told that it is durable. */
  private void acknowledge(LineState state, int number) {
    Pc pc = state.pc(number);
    Ledger ledger = state.ledger();
    int stage = ledger.acknowledged().size() + 1;
    boolean may =
        pc.seat().orElseThrow().holds(0)
            && pc.log().size() >= stage
            && (covered(pc, stage) || breakage.is(LineSabotage.CALL_DURABLE_WITHOUT_THE_STANDBY));
    if (may) {
      List<Integer> all = new ArrayList<>(ledger.acknowledged());
      all.add(pc.log().get(stage - 1));
      take(
          NAMES.get(number) + " calls " + stage + " durable",
          state.with(ledger.acknowledged(List.copyOf(all))));
    }
  }

  /** Looks at the machine, or at the lease in order to send. */
  private void machine(LineState state, int number, Seat.Active active) {
    Pc pc = state.pc(number);
    Running process = pc.process();
    if (pc.log().size() != INTENT
        || process.moved()
        || !(covered(pc, INTENT) || breakage.is(LineSabotage.ACT_ON_WHAT_THE_STANDBY_LACKS))) {
      return;
    }
    if (!process.settled()) {
      if (process.fence() == 0 || breakage.is(LineSabotage.LOOK_WITHOUT_A_FENCE)) {
        take(
            NAMES.get(number) + " looks at the machine",
            state.with(number, pc.with(process.looked(state.ledger().moves() > 0))));
      }
      return;
    }
    if (pc.flight() == LineState.NO_SEND
        && (active.holds(0) || breakage.is(LineSabotage.SEND_WITHOUT_A_LOOK_AT_THE_LEASE))) {
      take(NAMES.get(number) + " may send, by its lease", state.with(number, pc.flying(0)));
    }
  }

  /** What was looked at reaches the machine. */
  private void lands(LineState state, int number) {
    Pc pc = state.pc(number).flying(LineState.NO_SEND);
    Pc other = state.pc(1 - number);
    boolean knows =
        pc.seat().filter(Seat.Active.class::isInstance).isPresent()
            || pc.seat().filter(Seat.HandingOver.class::isInstance).isPresent();
    Pc after = knows && pc.process().settled() ? pc.with(pc.process().looked(true)) : pc;
    LineStep step = new LineStep(breakage, state.with(number, after).with(state.ledger().moved()));
    boolean late =
        other.seat().filter(seat -> seat.holds(0)).isPresent() && other.process().settled();
    if (late) {
      step.violations.add(
          "the machine gets a send of "
              + NAMES.get(number)
              + " after "
              + NAMES.get(1 - number)
              + " has looked at it");
    }
    if (state.ledger().moves() > 0
        && plot.mode() == Mode.SYNCHRONOUS
        && !state.ledger().lossAccepted()) {
      step.violations.add("the machine was moved twice");
    }
    sink.take("the machine is moved by " + NAMES.get(number), step);
  }
}
