package dev.lockstep.dashboard;

import dev.lockstep.driver.LinkStatus;
import java.util.List;

/**
 * The line at a glance.
 *
 * @param waiting the first of what waits for a person, those that wait alike on one row
 * @param waitingAll how many there are
 * @param wantsIn how many certificates of servers a person is to look at
 * @param troubles parts of the gateway that are not well
 * @param pair the two PCs, where the line has two
 * @param operator whether who looks may press anything
 */
record Board(
    List<WaitingGroup> waiting,
    int waitingAll,
    int wantsIn,
    List<TroubleReader.Part> troubles,
    List<Count> counts,
    List<Machine> machines,
    int machinesAll,
    int machinesAway,
    LinePair pair,
    boolean operator,
    TimeText now) {
  /**
   * How many transactions stand there.
   *
   * @param show as the list of transactions spells the state
   */
  record Count(String show, String word, long number) {}

  /**
   * A device at a glance.
   *
   * @param promise what is promised of it, or happens to it, now; empty where nothing
   */
  record Machine(
      String name,
      LinkStatus.State link,
      Badge badge,
      String detail,
      TimeText since,
      Hold promise) {}

  /** What holds a device: a live transaction. */
  record Hold(String id, String text, int others) {
    static final Hold NONE = new Hold("", "", 0);

    public boolean there() {
      return !id.isEmpty();
    }
  }

  Board {
    waiting = List.copyOf(waiting);
    troubles = List.copyOf(troubles);
    counts = List.copyOf(counts);
    machines = List.copyOf(machines);
  }

  public boolean calm() {
    return waitingAll == 0 && wantsIn == 0 && troubles.isEmpty();
  }

  public int waitingMore() {
    return waitingAll - waiting.stream().mapToInt(WaitingGroup::count).sum();
  }

  public int machinesMore() {
    return machinesAll - machines.size();
  }
}
