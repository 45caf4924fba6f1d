package dev.lockstep.model;

import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A line of two PCs at one moment. Ticks are counted from now, by the clock of the PC. */
record LineState(List<Pc> pcs, Net net, Register register, Ledger ledger) {
  static final int NO_SEND = -1;
  static final int BASE_COPY = -1;

  /**
   * One PC.
   *
   * @param seat of the process; empty: there is none
   * @param disk the durable part of the seat
   * @param log the durable change sets: for each the term in which it was written. The first is the
   *     vote, the second the intent, the third the outcome
   * @param process what the process knows besides
   * @param flight ticks since a send was looked at that has not arrived; {@link #NO_SEND}
   */
  record Pc(Optional<Seat> seat, SeatRecord disk, List<Integer> log, Running process, int flight) {
    Pc seated(Seat next) {
      return new Pc(Optional.of(next), disk, log, process, flight);
    }

    Pc with(Running next) {
      return new Pc(seat, disk, log, next, flight);
    }

    Pc with(SeatRecord next) {
      return new Pc(seat, next, log, process, flight);
    }

    Pc with(List<Integer> next) {
      return new Pc(seat, disk, next, process, flight);
    }

    Pc flying(int next) {
      return new Pc(seat, disk, log, process, next);
    }

    Pc down() {
      return new Pc(Optional.empty(), disk, log, Running.NEW, flight);
    }
  }

  /**
   * What a process forgets.
   *
   * @param pending term of a change set that is not committed yet; 0: none
   * @param round of the supply to the standby
   * @param confirmed change sets that the standby has in that round; {@link #BASE_COPY}: it needs
   *     all anew
   * @param fence ticks until no send of another run can arrive
   * @param settled whether nobody else's send can arrive, and the machine was looked at
   * @param moved whether it is known that the machine has moved
   */
  record Running(
      int pending, long round, int confirmed, int fence, boolean settled, boolean moved) {
    static final Running NEW = new Running(0, 0, BASE_COPY, 0, false, false);

    Running pending(int next) {
      return new Running(next, round, confirmed, fence, settled, moved);
    }

    Running supply(long next, int from) {
      return new Running(pending, next, from, fence, settled, moved);
    }

    Running fence(int next) {
      return new Running(pending, round, confirmed, next, settled, moved);
    }

    Running looked(boolean seen) {
      return new Running(pending, round, confirmed, fence, true, seen);
    }
  }

  /**
   * What is under way: one message to each PC, and what is late or comes once more.
   *
   * @param to message to each PC
   */
  record Net(List<Optional<Message>> to, List<Message> late) {}

  /**
   * A request, or its answer.
   *
   * @param to the PC
   * @param sentAt of the request, by the clock of the PC that sent it
   */
  record Message(int to, PeerRequest request, Optional<PeerAnswer> answer, int sentAt) {
    Message aged(int ticks) {
      boolean timed =
          request instanceof PeerRequest.LeaseClaim || request instanceof PeerRequest.LeaseRenewal;
      if (!timed) {
        return this;
      }
      return new Message(to, request, answer, Math.max(LineNormal.OUTDATED, sentAt - ticks));
    }
  }

  /** The ensemble's register, and writes that may be done yet. */
  record Register(Optional<LeaseRecord> record, int version, List<Write> writes) {}

  /**
   * A write under way.
   *
   * @param version under which it was done; {@link #NOT_DONE}
   */
  record Write(int pc, Seat.Attempt attempt, int version) {
    static final int NOT_DONE = -1;

    boolean done() {
      return version != NOT_DONE;
    }
  }

  /**
   * What the world outside knows, and what may still happen.
   *
   * @param acknowledged the change sets that callers were told of: the term of each
   * @param moves of the machine
   * @param lastActive the PC that was active last
   * @param highest term of all reigns
   * @param skew by how many ticks the clock of the first PC is ahead
   */
  record Ledger(
      List<Integer> acknowledged,
      int moves,
      int lastActive,
      long highest,
      boolean lossAccepted,
      int faults,
      int words,
      int skew) {
    Ledger acknowledged(List<Integer> next) {
      return new Ledger(next, moves, lastActive, highest, lossAccepted, faults, words, skew);
    }

    Ledger moved() {
      return new Ledger(
          acknowledged, moves + 1, lastActive, highest, lossAccepted, faults, words, skew);
    }

    Ledger reigns(int pc, long term) {
      return new Ledger(acknowledged, moves, pc, term, lossAccepted, faults, words, skew);
    }

    Ledger fault() {
      return new Ledger(
          acknowledged, moves, lastActive, highest, lossAccepted, faults - 1, words, skew);
    }

    Ledger word(boolean loss) {
      return new Ledger(
          acknowledged, moves, lastActive, highest, lossAccepted || loss, faults, words - 1, skew);
    }

    Ledger skewed(int next) {
      return new Ledger(
          acknowledged, moves, lastActive, highest, lossAccepted, faults, words, next);
    }
  }

  Pc pc(int number) {
    return pcs.get(number);
  }

  LineState with(int number, Pc next) {
    List<Pc> all = new ArrayList<>(pcs);
    all.set(number, next);
    return new LineState(List.copyOf(all), net, register, ledger);
  }

  LineState with(Net next) {
    return new LineState(pcs, next, register, ledger);
  }

  LineState with(Register next) {
    return new LineState(pcs, net, next, ledger);
  }

  LineState with(Ledger next) {
    return new LineState(pcs, net, register, next);
  }

  LineState sending(Message message) {
    List<Optional<Message>> to = new ArrayList<>(net.to());
    to.set(message.to(), Optional.of(message));
    return with(new Net(List.copyOf(to), net.late()));
  }

  LineState silent(int to) {
    List<Optional<Message>> all = new ArrayList<>(net.to());
    all.set(to, Optional.empty());
    return with(new Net(List.copyOf(all), net.late()));
  }

  LineState late(Message message) {
    List<Message> late = new ArrayList<>(net.late());
    late.add(message);
    return with(new Net(net.to(), List.copyOf(late)));
  }
}
