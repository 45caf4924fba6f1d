package dev.lockstep.model;

import java.util.ArrayList;
import java.util.List;

/** Where in a {@link World} what stands. */
final class Places {
  private static final int STATE = 13;
  private static final int EFFECT = 10;

  /**
   * A transaction at a gateway, with its machine and the messages between it and the coordinator.
   */
  static final class Branch {
    /** In the journal, and in memory; numbers of {@link Tables#state}. */
    final Field durable;

    final Field known;

    /** In the right journal, while an empty copy has taken its place. */
    final Field lost;

    /** Effects under way. */
    final Field check;

    final Field arm;
    final Field disarm;
    final Field act;
    final Field acting;
    final Field settle;
    final Field recheck;
    final Field ask;
    final Field timer;
    final Field restart;

    /** Where there is an instant: whether it is waited for, and whether a person let it go. */
    final Field awaiting;

    final Field released;

    /**
     * The coordinator's calls: {@link ModelCall}, or from {@link ModelCall#ANSWERED} on the answer.
     */
    final Field vote;

    final Field tell;
    final Field forget;

    /** Copies of requests whose caller has gone: they may arrive, or not. */
    final Field strayVote;

    /** {@link ModelCall#COMMIT} or {@link ModelCall#ROLLBACK}. */
    final Field strayTell;

    /** The outcome that was told or kept, plus one: nothing else may be told ever after. */
    final Field said;

    /** Which of two definitions its commands were resolved by; where files are reloaded. */
    final Field voted;

    /** What the machine holds. */
    final Field armed;

    final Field lateArm;
    final List<Field> moved = new ArrayList<>();
    final List<Field> late = new ArrayList<>();

    /** Whether the method of a task was called, whatever came of it; where one is to be seen. */
    final List<Field> called = new ArrayList<>();

    private Branch(Field.Ruler ruler, int tasks, Plot plot) {
      durable = ruler.bits(STATE);
      known = ruler.bits(STATE);
      lost = ruler.bits(STATE);
      check = ruler.bits(1);
      arm = ruler.bits(2);
      disarm = ruler.bits(2);
      act = ruler.bits(EFFECT);
      acting = ruler.bits(3);
      settle = ruler.bits(EFFECT);
      recheck = ruler.bits(1);
      ask = ruler.bits(3);
      timer = ruler.bits(1);
      restart = ruler.bits(1);
      awaiting = ruler.bits(plot.timed() ? 1 : 0);
      released = ruler.bits(plot.timed() ? 1 : 0);
      vote = ruler.bits(3);
      tell = ruler.bits(4);
      forget = ruler.bits(3);
      strayVote = ruler.bits(1);
      strayTell = ruler.bits(2);
      said = ruler.bits(3);
      voted = ruler.bits(reloading(plot));
      armed = ruler.bits(1);
      lateArm = ruler.bits(1);
      for (int task = 0; task < tasks; task++) {
        moved.add(ruler.bits(2));
        late.add(ruler.bits(1));
        called.add(ruler.bits(plot.isSeen() ? 1 : 0));
      }
    }
  }

  /**
   * One gateway's process, whether its journal has a gap, whose value its machine shows, the
   * transaction's number plus 1, and whether it shows that it is busy, where that is to be seen;
   * which of two definitions its links have, and whether they are being replaced.
   */
  record Gateway(Field down, Field gap, Field value, Field busy, Field inForce, Field replacing) {}

  /** One coordination. */
  record Course(Field durable, Field known, Field votesDue, List<Field> retry) {}

  /** What may still go wrong, or be done by people. */
  record Left(
      Field crashes,
      Field coordinatorCrashes,
      Field network,
      Field machine,
      Field people,
      Field reruns,
      Field copies,
      Field reloads) {}

  final List<Gateway> gateways = new ArrayList<>();
  final List<Course> courses = new ArrayList<>();
  final List<List<Branch>> branches = new ArrayList<>();
  final Field coordinatorDown;
  final Field clock;
  final Field jumps;
  final Left left;
  final int words;

  Places(Plot plot) {
    Field.Ruler ruler = new Field.Ruler();
    for (int gateway = 0; gateway < Plot.GATEWAYS; gateway++) {
      List<Branch> here = new ArrayList<>();
      for (Plot.Transaction transaction : plot.transactions()) {
        here.add(new Branch(ruler, transaction.at(gateway).size(), plot));
      }
      branches.add(here);
      Field busy = ruler.bits(plot.isSeen() ? 1 : 0);
      gateways.add(
          new Gateway(
              ruler.bits(1),
              ruler.bits(1),
              ruler.bits(2),
              busy,
              ruler.bits(reloading(plot)),
              ruler.bits(reloading(plot))));
    }
    for (int each = 0; each < plot.transactions().size(); each++) {
      courses.add(
          new Course(
              ruler.bits(STATE),
              ruler.bits(STATE),
              ruler.bits(1),
              List.of(ruler.bits(1), ruler.bits(1))));
    }
    coordinatorDown = ruler.bits(1);
    clock = ruler.bits(2);
    jumps = ruler.bits(2);
    left =
        new Left(
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(2),
            ruler.bits(2 * reloading(plot)));
    words = ruler.words();
  }

  /** A bit where it can make a difference. */
  private static int reloading(Plot plot) {
    return plot.reloads() > 0 ? 1 : 0;
  }

  Branch at(int gateway, int transaction) {
    return branches.get(gateway).get(transaction);
  }
}
