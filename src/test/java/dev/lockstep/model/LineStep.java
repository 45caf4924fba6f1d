package dev.lockstep.model;

import dev.lockstep.model.LineState.Message;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Register;
import dev.lockstep.model.LineState.Running;
import dev.lockstep.model.LineState.Write;
import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.LeaseRegister;
import dev.lockstep.standby.LineRules.Mode;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatDecision;
import dev.lockstep.standby.SeatEffect;
import dev.lockstep.standby.SeatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One step of a line in the making. */
final class LineStep {
  private static final String DATABASE = "journal.db";

  final LineBreakage breakage;
  private final Mode mode;
  final List<String> violations = new ArrayList<>();

  /** Messages of which one may be sent. */
  final List<Message> messages = new ArrayList<>();

  LineState state;
  boolean sound = true;

  /** Whether a message arrives in it. */
  boolean answers;

  LineStep(LineBreakage breakage, LineState state) {
    this.breakage = breakage;
    this.mode = breakage.mode;
    this.state = state;
  }

  LineStep sending(Optional<Message> message) {
    LineStep next = new LineStep(breakage, message.map(state::sending).orElse(state));
    next.violations.addAll(violations);
    // A message that takes another one's place is the loss of that; of an answer, it is this
    // model's, which keeps one place only.
    boolean loses = message.filter(each -> state.net().to().get(each.to()).isPresent()).isPresent();
    next.sound = sound && (answers || !loses);
    return next;
  }

  static CopyPosition position(Pc pc) {
    return new CopyPosition(Map.of(DATABASE, (long) pc.log().size()));
  }

  static int length(CopyPosition position) {
    return (int) (long) position.sequences().get(DATABASE);
  }

  /** All change sets, as a base copy holds them. */
  static CopyPosition copy(List<Integer> log) {
    Map<String, Long> all = new TreeMap<>();
    all.put(DATABASE, (long) log.size());
    for (int each = 0; each < log.size(); each++) {
      all.put("entry " + each, (long) log.get(each));
    }
    return new CopyPosition(all);
  }

  /** The product decides, and its effects begin. */
  void decide(int number, SeatEvent event) {
    Pc pc = state.pc(number);
    Seat before = pc.seat().orElseThrow();
    take(number, before, breakage.decide(before, event), event);
  }

  void take(int number, Seat before, SeatDecision decision, SeatEvent event) {
    Seat next = decision.next();
    Pc pc = state.pc(number).seated(next);
    state = state.with(number, decision.durable() ? pc.with(next.record()) : pc);
    if (next instanceof Seat.Active active && before.record().term() != active.term()) {
      reign(number, active.term(), !(before instanceof Seat.Active));
    }
    for (SeatEffect effect : decision.effects()) {
      perform(number, effect, event);
    }
  }

  private void reign(int number, long term, boolean begins) {
    if (term <= state.ledger().highest()) {
      violations.add(
          "%s begins term %d after term %d"
              .formatted(LineSystem.NAMES.get(number), term, state.ledger().highest()));
    }
    state = state.with(state.ledger().reigns(number, Math.max(term, state.ledger().highest())));
    if (begins) {
      boolean waits = state.pc(number).log().size() == 2 || mode == Mode.ASYNCHRONOUS;
      Running process = Running.NEW.fence(waits ? LinePlot.SEND_LASTS + 1 : 0);
      state = state.with(number, state.pc(number).with(process));
    }
  }

  private void perform(int number, SeatEffect effect, SeatEvent event) {
    switch (effect) {
      case SeatEffect.Send send ->
          messages.add(new Message(1 - number, send.request(), Optional.empty(), 0));
      case SeatEffect.Reply reply -> reply(event, reply.answer());
      case SeatEffect.Apply apply -> apply(number, apply.request(), event);
      // What is read late is read as if it were later: nothing is counted from before it.
      case SeatEffect.ReadRegister _ ->
          decide(
              number,
              new SeatEvent.RegisterRead(
                  0,
                  new LeaseRegister.Read.Known(
                      state.register().record(), state.register().version())));
      case SeatEffect.WriteRegister write -> {
        Register register = state.register();
        List<Write> writes = new ArrayList<>(register.writes());
        writes.removeIf(each -> each.pc() == number && !current(each));
        writes.add(new Write(number, write.attempt(), Write.NOT_DONE));
        state =
            state.with(new Register(register.record(), register.version(), List.copyOf(writes)));
      }
      case SeatEffect.Supply supply ->
          process(
              number,
              process(number)
                  .supply(
                      supply.round(),
                      supply.from().map(LineStep::length).orElse(LineState.BASE_COPY)));
      case SeatEffect.EndProcess _ -> state = state.with(number, state.pc(number).down());
      case SeatEffect.Activate _, SeatEffect.StopWriting _, SeatEffect.Tell _ -> {}
    }
  }

  /** A write whose version is past can be done no more. */
  private boolean current(Write write) {
    return write.attempt().version() == state.register().version();
  }

  Running process(int number) {
    return state.pc(number).process();
  }

  void process(int number, Running next) {
    state = state.with(number, state.pc(number).with(next));
  }

  private void reply(SeatEvent event, PeerAnswer answer) {
    SeatEvent.Requested asked = (SeatEvent.Requested) event;
    int to = LineSystem.NAMES.indexOf(asked.request().caller().pc());
    messages.add(new Message(to, asked.request(), Optional.of(answer), sentAt));
  }

  /** When the request was sent that is decided on, by the clock of the PC that asks. */
  int sentAt;

  private void apply(int number, PeerRequest request, SeatEvent event) {
    Pc pc = state.pc(number);
    switch (request) {
      case PeerRequest.BaseCopyEnd end -> {
        List<Integer> log = new ArrayList<>();
        for (int each = 0; each < length(end.position()); each++) {
          log.add((int) (long) end.position().sequences().get("entry " + each));
        }
        confirm(number, pc.with(List.copyOf(log)), event);
      }
      case PeerRequest.ChangeSetBatch batch -> {
        PeerRequest.ChangeFrame frame = batch.frames().getFirst();
        if (frame.sequence() > pc.log().size() + 1) {
          long round = batch.round();
          decide(number, new SeatEvent.CopyLost(0, round));
          reply(
              event, new PeerAnswer.CopyWanted(pc.seat().orElseThrow().record().caller(), "a gap"));
        } else if (frame.sequence() == pc.log().size() + 1) {
          List<Integer> log = new ArrayList<>(pc.log());
          log.add((int) frame.bytes()[0]);
          confirm(number, pc.with(List.copyOf(log)), event);
        } else {
          confirm(number, pc, event);
        }
      }
      default -> throw new IllegalStateException("nothing to apply: " + request);
    }
  }

  private void confirm(int number, Pc next, SeatEvent event) {
    state = state.with(number, next);
    PeerAnswer answer =
        new PeerAnswer.Confirmed(next.seat().orElseThrow().record().caller(), position(next));
    reply(event, answer);
  }
}
