package dev.lockstep.model;

import static dev.lockstep.model.LineSystem.NAMES;

import dev.lockstep.model.LineState.Ledger;
import dev.lockstep.model.LineState.Message;
import dev.lockstep.model.LineState.Net;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Register;
import dev.lockstep.model.LineState.Write;
import dev.lockstep.model.LineSystem.LineSink;
import dev.lockstep.standby.Companion;
import dev.lockstep.standby.LeaseRegister;
import dev.lockstep.standby.LineRules.Keeper;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PersonWord;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The steps of clocks, processes, network, register and people. */
final class LineSteps {
  private final LinePlot plot;
  private final LineBreakage breakage;
  private final LineSink sink;

  private static final Map<Message, String> TEXTS = new ConcurrentHashMap<>();

  LineSteps(LinePlot plot, LineBreakage breakage, LineSink sink) {
    this.plot = plot;
    this.breakage = breakage;
    this.sink = sink;
  }

  void time(LineState state) {
    take("time passes", LineNormal.tick(state), true);
    if (!plot.load().skewed) {
      return;
    }
    int skew = state.ledger().skew();
    if (skew < 1 && state.pc(0).seat().isPresent()) {
      take("a's clock runs ahead", LineNormal.skew(state, 0), false);
    }
    if (skew > -1 && state.pc(1).seat().isPresent()) {
      take("b's clock runs ahead", LineNormal.skew(state, 1), false);
    }
  }

  private void take(String what, LineState next, boolean sound) {
    LineStep step = new LineStep(breakage, next);
    step.sound = sound;
    sink.take(what, step);
  }

  /** Each message that follows may be sent, and the others are lost. */
  private void take(String what, LineStep step) {
    LineStep lost = step.sending(Optional.empty());
    lost.sound &= step.messages.isEmpty();
    sink.take(what, lost);
    for (Message message : step.messages) {
      if (step.state.net().late().size() < plot.late()) {
        LineStep late = step.sending(Optional.empty());
        late.state = late.state.late(message);
        late.sound = false;
        sink.take(what + "; to " + NAMES.get(message.to()) + " comes late: " + told(message), late);
      }
      sink.take(
          what + "; to " + NAMES.get(message.to()) + ": " + told(message),
          step.sending(Optional.of(message)));
    }
  }

  /** The text of a message is made once: schedules are told from it. */
  private String told(Message message) {
    return TEXTS.computeIfAbsent(
        message,
        each -> each.answer().<Object>map(answer -> answer).orElse(each.request()).toString());
  }

  void process(LineState state, int number) {
    Pc pc = state.pc(number);
    String name = NAMES.get(number);
    if (pc.seat().isEmpty()) {
      if (pc.disk().run() < plot.runsMost()) {
        LineStep step = new LineStep(breakage, state);
        Seat none = new Seat.Ended(pc.disk(), Seat.EndReason.STOPPED);
        step.take(
            number,
            none,
            breakage.start(pc.disk(), pc.disk().run() + 1),
            new SeatEvent.Stopping(0));
        sink.take(name + " starts", step);
      }
      return;
    }
    Seat seat = pc.seat().get();
    if (seat.record().term() < plot.termsMost()) {
      take(name + " beats", decided(state, number, new SeatEvent.Beat(0, LineStep.position(pc))));
    }
    if (seat instanceof Seat.HandingOver
        && pc.process().pending() == 0
        && pc.process().confirmed() == pc.log().size()) {
      take(name + " has drained", decided(state, number, new SeatEvent.Drained(0)));
    }
    if (seat instanceof Seat.Active active
        && active.companion() instanceof Companion.Supplied supplied
        && pc.process().pending() == 0
        && supplied.round() == pc.process().round()
        && pc.process().confirmed() == pc.log().size()) {
      take(
          name + "'s standby has caught up",
          decided(state, number, new SeatEvent.CaughtUp(0, supplied.round())));
    }
    if (state.ledger().faults() > 0) {
      faults(state.with(state.ledger().fault()), number);
    }
  }

  private void faults(LineState state, int number) {
    Pc pc = state.pc(number);
    Seat seat = pc.seat().orElseThrow();
    String name = NAMES.get(number);
    take(name + " crashes", state.with(number, pc.down()), false);
    switch (seat) {
      case Seat.Following following -> {
        unsound(name + " is stopped", decided(state, number, new SeatEvent.Stopping(0)));
        unsound(
            name + "'s copy is lost",
            decided(state, number, new SeatEvent.CopyLost(0, following.supply().round())));
      }
      case Seat.Active active ->
          unsound(
              name + "'s standby is silent",
              decided(state, number, new SeatEvent.CompanionSilent(0, active.companion().round())));
      case Seat.Waiting _, Seat.TakingOver _, Seat.HandingOver _, Seat.Ended _ -> {}
    }
  }

  private void unsound(String what, LineStep step) {
    step.sound = false;
    take(what, step);
  }

  private LineStep decided(LineState state, int number, SeatEvent event) {
    LineStep step = new LineStep(breakage, state);
    step.decide(number, event);
    return step;
  }

  void messages(LineState state, int to) {
    Optional<Message> next = state.net().to().get(to);
    if (next.isPresent()) {
      deliver("", state.silent(to), next.get());
      if (state.net().late().size() < plot.late()) {
        List<Message> late = new ArrayList<>(state.net().late());
        late.add(next.get());
        take(
            "a message to " + NAMES.get(to) + " will come late, or again",
            state.with(new Net(state.net().to(), List.copyOf(late))),
            false);
      }
    }
    for (Message message : state.net().late()) {
      if (message.to() == to) {
        List<Message> late = new ArrayList<>(state.net().late());
        late.remove(message);
        deliver("late, ", state.with(new Net(state.net().to(), List.copyOf(late))), message);
      }
    }
  }

  /** Whether the PC learns anything from it, or the other one from its answer. */
  boolean matters(LineState state, Message message, boolean andAnswers) {
    if (state.pc(message.to()).seat().isEmpty()) {
      return false;
    }
    LineStep step = delivered(state, message);
    return !step.violations.isEmpty()
        || !step.state.equals(state)
        || (andAnswers && step.messages.stream().anyMatch(each -> matters(state, each, false)));
  }

  private LineStep delivered(LineState state, Message message) {
    Pc pc = state.pc(message.to());
    LineStep step = new LineStep(breakage, state);
    step.answers = true;
    if (message.answer().isEmpty()) {
      step.sentAt = message.sentAt();
      step.decide(
          message.to(), new SeatEvent.Requested(0, message.request(), LineStep.position(pc)));
    } else {
      answered(step, message);
    }
    return step;
  }

  private void deliver(String how, LineState state, Message message) {
    Pc pc = state.pc(message.to());
    String what = how + NAMES.get(message.to()) + " gets " + told(message);
    if (pc.seat().isEmpty()) {
      take(what + ", and is down", state, true);
      return;
    }
    take(what, delivered(state, message));
  }

  private void answered(LineStep step, Message message) {
    int number = message.to();
    // A process knows the answers to its own questions alone: the connection ended with it.
    if (message.request().caller().run() != step.state.pc(number).disk().run()) {
      return;
    }
    PeerAnswer answer = message.answer().orElseThrow();
    if (answer instanceof PeerAnswer.Confirmed confirmed) {
      new LineLoad(plot, breakage, sink).confirmed(step, number, message.request(), confirmed);
    }
    step.decide(
        number,
        new SeatEvent.Answered(
            0,
            message.sentAt(),
            message.request(),
            answer,
            LineStep.position(step.state.pc(number))));
  }

  void register(LineState state) {
    if (plot.keeper() == Keeper.PEER) {
      return;
    }
    Register register = state.register();
    for (Write write : register.writes()) {
      if (write.attempt().record().term() > plot.termsMost()) {
        continue;
      }
      List<Write> others = new ArrayList<>(register.writes());
      others.remove(write);
      boolean stands = write.attempt().version() == register.version();
      if (!write.done() && stands) {
        Register after = taken(register, others, write);
        sink.take(
            "the register takes " + NAMES.get(write.pc()) + "'s " + write.attempt().record(),
            new LineStep(breakage, state.with(after)));
      } else {
        LeaseRegister.Written result =
            write.done()
                ? new LeaseRegister.Written.Done(write.version())
                : new LeaseRegister.Written.OtherVersion();
        Register left = new Register(register.record(), register.version(), List.copyOf(others));
        written("the register answers", state.with(left), write, result);
      }
      if (state.ledger().faults() > 0) {
        // The connection is lost: before it was done, or after.
        LineState fault = state.with(state.ledger().fault());
        written("no answer comes to", fault, write, new LeaseRegister.Written.NotKnown(""));
      }
    }
  }

  private static Register taken(Register register, List<Write> others, Write write) {
    List<Write> writes = new ArrayList<>(others);
    writes.add(new Write(write.pc(), write.attempt(), register.version() + 1));
    return new Register(
        Optional.of(write.attempt().record()), register.version() + 1, List.copyOf(writes));
  }

  private void written(String what, LineState state, Write write, LeaseRegister.Written result) {
    Pc pc = state.pc(write.pc());
    LineStep step = new LineStep(breakage, state);
    boolean heard = pc.seat().isPresent() && pc.disk().run() == write.attempt().record().run();
    if (heard) {
      step.decide(write.pc(), new SeatEvent.RegisterWritten(0, write.attempt(), result));
    }
    take(what + " " + NAMES.get(write.pc()) + "'s " + write.attempt().record(), step);
  }

  void people(LineState state, int number) {
    Ledger ledger = state.ledger();
    Pc pc = state.pc(number);
    if (pc.seat().isEmpty() || ledger.words() == 0) {
      return;
    }
    Seat seat = pc.seat().get();
    say(state, number, new PersonWord(PersonWord.Kind.TAKE_OVER, false, "", ""));
    say(state, number, new PersonWord(PersonWord.Kind.STEP_DOWN, false, "", ""));
    boolean off = state.pc(1 - number).seat().isEmpty() || plot.liar();
    boolean last = seat instanceof Seat.Active || ledger.lastActive() == number || plot.liar();
    boolean byRegister = plot.keeper() == Keeper.ZOOKEEPER && seat instanceof Seat.Active;
    if ((off && last) || byRegister) {
      say(state, number, new PersonWord(PersonWord.Kind.ALONE, false, "", ""));
    }
    if (off) {
      say(state, number, new PersonWord(PersonWord.Kind.TAKE_OVER, true, "", ""));
    }
  }

  private void say(LineState state, int number, PersonWord word) {
    LineStep step =
        decided(
            state.with(state.ledger().word(word.acceptLoss())),
            number,
            new SeatEvent.Said(0, word));
    take(
        "a person at "
            + NAMES.get(number)
            + ": "
            + word.kind()
            + (word.acceptLoss() ? ", accepting loss" : ""),
        step);
  }
}
