package dev.lockstep.model;

import dev.lockstep.model.LineState.Ledger;
import dev.lockstep.model.LineState.Message;
import dev.lockstep.model.LineState.Net;
import dev.lockstep.model.LineState.Pc;
import dev.lockstep.model.LineState.Register;
import dev.lockstep.model.LineState.Running;
import dev.lockstep.model.LineState.Write;
import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.LineRules.Keeper;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.Seat.Attempt;
import dev.lockstep.standby.Seat.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Time, and what makes two states one: ticks count from now, and what is longer ago than any wait
 * is as long ago as that; versions and counters of the register are ranks, for they are only
 * compared.
 */
final class LineNormal {
  private static final long OLDEST = -LinePlot.DURATION - LinePlot.MARGIN;

  /** Of a request for a lease: what it would give is over already. */
  static final int OUTDATED = LinePlot.MARGIN - LinePlot.DURATION;

  private LineNormal() {}

  /** One tick of the world, on both clocks. */
  static LineState tick(LineState state) {
    LineState next = clock(clock(state, 0), 1);
    for (int each = 0; each < 2; each++) {
      Pc pc = next.pc(each);
      int flight =
          pc.flight() < 0 || pc.flight() >= LinePlot.SEND_LASTS
              ? LineState.NO_SEND
              : pc.flight() + 1;
      Running process = pc.process().fence(Math.max(0, pc.process().fence() - 1));
      next = next.with(each, pc.flying(flight).with(process));
    }
    return next;
  }

  /** One tick of one PC's clock alone: it runs fast. */
  static LineState skew(LineState state, int pc) {
    Ledger ledger = state.ledger();
    return clock(state, pc).with(ledger.skewed(ledger.skew() + (pc == 0 ? 1 : -1)));
  }

  private static LineState clock(LineState state, int number) {
    Pc pc = state.pc(number);
    LineState next =
        pc.seat().isEmpty()
            ? state
            : state.with(
                number,
                pc.seated(
                    shifted(pc.seat().get(), new Ranks(1, new TreeSet<>(), new TreeSet<>()))));
    Net net = state.net();
    List<Optional<Message>> to = new ArrayList<>();
    net.to().forEach(each -> to.add(each.map(message -> aged(message, number))));
    List<Message> late = net.late().stream().map(each -> aged(each, number)).toList();
    List<Write> writes =
        state.register().writes().stream()
            .map(
                each ->
                    each.pc() == number
                        ? new Write(number, aged(each.attempt()), each.version())
                        : each)
            .toList();
    return next.with(new Net(List.copyOf(to), late))
        .with(new Register(state.register().record(), state.register().version(), writes));
  }

  private static Message aged(Message message, int clock) {
    int sender = message.answer().isPresent() ? message.to() : 1 - message.to();
    return sender == clock ? message.aged(1) : message;
  }

  private static Attempt aged(Attempt attempt) {
    return new Attempt(
        attempt.record(),
        attempt.version(),
        Math.max(OUTDATED, attempt.sentAt() - 1),
        attempt.unknown());
  }

  /** How ticks, versions and counters are told anew; empty sets leave the numbers as they are. */
  private record Ranks(long ticks, SortedSet<Integer> versions, SortedSet<Long> counters) {
    int version(int version) {
      return versions.isEmpty() || version < 0 ? version : versions.headSet(version).size();
    }

    long counter(long counter) {
      return counters.isEmpty() ? counter : counters.headSet(counter).size();
    }

    LeaseRecord record(LeaseRecord record) {
      return new LeaseRecord(
          record.term(), record.holder(), record.run(), counter(record.counter()), record.inSync());
    }

    Attempt attempt(Attempt attempt) {
      return new Attempt(
          record(attempt.record()),
          version(attempt.version()),
          Math.max(OUTDATED, attempt.sentAt() - ticks),
          attempt.unknown());
    }

    Sighting sighting(Sighting seen) {
      return new Sighting(
          seen.record().map(this::record),
          version(seen.version()),
          seen.record().isEmpty() ? 0 : Math.max(OLDEST, seen.since() - ticks));
    }

    /** The holder of a lease does not wait for the end of one. */
    Sighting untimed(Sighting seen) {
      return new Sighting(sighting(seen).record(), version(seen.version()), 0);
    }

    long time(long time) {
      return time == Seat.NEVER ? time : Math.max(0, time - ticks);
    }
  }

  private static Seat shifted(Seat seat, Ranks ranks) {
    return switch (seat) {
      case Seat.Waiting state ->
          new Seat.Waiting(
              state.record(),
              ranks.time(state.clearFrom()),
              state.sight(),
              state.peerRun(),
              ranks.sighting(state.register()),
              state.claim().map(ranks::attempt));
      case Seat.Following state -> following(state, ranks);
      case Seat.TakingOver state ->
          new Seat.TakingOver(
              state.record(),
              state.word(),
              state.was().map(each -> following(each, ranks)),
              ranks.time(state.clearFrom()),
              ranks.sighting(state.register()),
              state.claim().map(ranks::attempt));
      case Seat.Active state ->
          new Seat.Active(
              state.record(),
              ranks.time(state.leaseUntil()),
              state.companion(),
              ranks.untimed(state.register()),
              state.writing().map(ranks::attempt),
              ranks.counter(state.counter()));
      case Seat.HandingOver state ->
          new Seat.HandingOver(state.record(), ranks.time(state.leaseUntil()), state.word());
      case Seat.Ended state -> state;
    };
  }

  private static Seat.Following following(Seat.Following state, Ranks ranks) {
    return new Seat.Following(
        state.record(),
        state.leader(),
        state.supply(),
        ranks.time(state.clearFrom()),
        ranks.sighting(state.register()),
        state.claim().map(ranks::attempt));
  }

  /** The state that stands for all that differ in nothing that is ever compared. */
  static LineState normal(LineState state, LinePlot plot) {
    return plot.keeper() == Keeper.PEER ? state : ranked(pruned(untimed(state)));
  }

  /** Nobody waits for leases of the other PC's where the register has them. */
  private static LineState untimed(LineState state) {
    LineState next = state;
    for (int each = 0; each < 2; each++) {
      Pc pc = next.pc(each);
      switch (pc.seat().orElse(null)) {
        case Seat.Waiting waits when waits.clearFrom() != 0 ->
            next =
                next.with(
                    each,
                    pc.seated(
                        new Seat.Waiting(
                            waits.record(),
                            0,
                            waits.sight(),
                            waits.peerRun(),
                            waits.register(),
                            waits.claim())));
        case Seat.Following follows when follows.clearFrom() != 0 ->
            next =
                next.with(
                    each,
                    pc.seated(
                        new Seat.Following(
                            follows.record(),
                            follows.leader(),
                            follows.supply(),
                            0,
                            follows.register(),
                            follows.claim())));
        case null -> {}
        default -> {}
      }
    }
    return next;
  }

  /** Without writes that can be done no more, and whose answer nobody waits for. */
  private static LineState pruned(LineState state) {
    Register register = state.register();
    List<Write> writes =
        register.writes().stream()
            .filter(
                each ->
                    (!each.done() && each.attempt().version() == register.version())
                        || awaited(state.pc(each.pc()), each.attempt()))
            .toList();
    return writes.size() == register.writes().size()
        ? state
        : state.with(new Register(register.record(), register.version(), writes));
  }

  private static boolean awaited(Pc pc, Attempt attempt) {
    Optional<Attempt> open =
        switch (pc.seat().orElse(null)) {
          case Seat.Candidate candidate -> candidate.claim();
          case Seat.Active active -> active.writing();
          case Seat.HandingOver _, Seat.Ended _ -> Optional.empty();
          case null -> Optional.empty();
        };
    return open.filter(each -> !each.unknown())
        .filter(each -> each.record().equals(attempt.record()))
        .isPresent();
  }

  private static LineState ranked(LineState state) {
    SortedSet<Integer> versions = new TreeSet<>();
    SortedSet<Long> counters = new TreeSet<>();
    Register register = state.register();
    versions.add(register.version());
    register.record().ifPresent(each -> counters.add(each.counter()));
    for (Write each : register.writes()) {
      note(each.attempt(), versions, counters);
      versions.add(each.version());
    }
    for (Pc pc : state.pcs()) {
      pc.seat().ifPresent(seat -> note(seat, versions, counters));
    }
    versions.removeIf(each -> each < 0);
    boolean ranked =
        (versions.isEmpty() || versions.last() == versions.size() - 1)
            && (counters.isEmpty() || counters.last() == counters.size() - 1);
    if (ranked) {
      return state;
    }
    Ranks ranks = new Ranks(0, versions, counters);
    LineState next =
        state.with(
            new Register(
                register.record().map(ranks::record),
                ranks.version(register.version()),
                register.writes().stream()
                    .map(
                        each ->
                            new Write(
                                each.pc(),
                                ranks.attempt(each.attempt()),
                                ranks.version(each.version())))
                    .toList()));
    for (int each = 0; each < 2; each++) {
      Pc pc = next.pc(each);
      if (pc.seat().isPresent()) {
        next = next.with(each, pc.seated(shifted(pc.seat().get(), ranks)));
      }
    }
    return next;
  }

  private static void note(Attempt attempt, SortedSet<Integer> versions, SortedSet<Long> counters) {
    versions.add(attempt.version());
    counters.add(attempt.record().counter());
  }

  private static void note(Sighting seen, SortedSet<Integer> versions, SortedSet<Long> counters) {
    versions.add(seen.version());
    seen.record().ifPresent(each -> counters.add(each.counter()));
  }

  private static void note(Seat seat, SortedSet<Integer> versions, SortedSet<Long> counters) {
    switch (seat) {
      case Seat.Candidate candidate -> {
        note(candidate.register(), versions, counters);
        candidate.claim().ifPresent(each -> note(each, versions, counters));
        if (candidate instanceof Seat.TakingOver taking && taking.was().isPresent()) {
          note(taking.was().get(), versions, counters);
        }
      }
      case Seat.Active active -> {
        note(active.register(), versions, counters);
        active.writing().ifPresent(each -> note(each, versions, counters));
        counters.add(active.counter());
      }
      case Seat.HandingOver _, Seat.Ended _ -> {}
    }
  }
}
