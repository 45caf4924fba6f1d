package dev.lockstep.model;

import dev.lockstep.model.LineState.Ledger;
import dev.lockstep.model.LineState.Message;
import dev.lockstep.model.LineState.Net;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Register;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** States of a line as packed worlds: each part under a number. */
final class LineStore {
  private final LinePlot plot;
  private final LineSteps steps;
  private final Parts<Pc> pcs = new Parts<>();
  private final Parts<Net> nets = new Parts<>();
  private final Parts<Register> registers = new Parts<>();
  private final Parts<Ledger> ledgers = new Parts<>();
  private final Parts<Message> messages = new Parts<>();
  private final Map<Heard, Boolean> heard = new HashMap<>();
  private final List<Field> pcNumbers;
  private final Field net;
  private final Field register;
  private final Field ledger;
  private final int words;

  /** A message, the PC that gets it, and the other one. */
  private record Heard(int message, int first, int second) {}

  /** Values by number; the instance that stands for its equals is found without comparing. */
  private static final class Parts<T> {
    private final Interned<T> all = new Interned<>();
    private final IdentityHashMap<T, Integer> known = new IdentityHashMap<>();

    int number(T value) {
      Integer number = known.get(value);
      if (number == null) {
        number = all.number(value);
        known.putIfAbsent(all.value(number), number);
      }
      return number;
    }

    T value(int number) {
      return all.value(number);
    }
  }

  LineStore(LinePlot plot, LineBreakage breakage) {
    this.plot = plot;
    this.steps = new LineSteps(plot, breakage, (what, step) -> {});
    Field.Ruler ruler = new Field.Ruler();
    pcNumbers = List.of(ruler.bits(21), ruler.bits(21));
    net = ruler.bits(21);
    register = ruler.bits(21);
    ledger = ruler.bits(21);
    words = ruler.words();
  }

  int words() {
    return words;
  }

  LineState get(World world) {
    return new LineState(
        List.of(pcs.value(world.get(pcNumbers.get(0))), pcs.value(world.get(pcNumbers.get(1)))),
        nets.value(world.get(net)),
        registers.value(world.get(register)),
        ledgers.value(world.get(ledger)));
  }

  void put(World world, LineState whole) {
    LineState state = LineNormal.normal(heard(whole), plot);
    for (int each = 0; each < 2; each++) {
      world.set(pcNumbers.get(each), pcs.number(state.pc(each)));
    }
    world.set(net, nets.number(state.net()));
    world.set(register, registers.number(state.register()));
    world.set(ledger, ledgers.number(state.ledger()));
  }

  /** Without messages that nobody learns anything from: they are as good as lost. */
  private LineState heard(LineState state) {
    LineState next = state;
    for (int to = 0; to < 2; to++) {
      Optional<Message> message = next.net().to().get(to);
      if (message.isPresent() && !matters(next.silent(to), message.get())) {
        next = next.silent(to);
      }
    }
    return next;
  }

  private boolean matters(LineState state, Message message) {
    Heard key =
        new Heard(messages.number(message), pcs.number(state.pc(0)), pcs.number(state.pc(1)));
    return heard.computeIfAbsent(key, unknown -> steps.matters(state, message, true));
  }
}
