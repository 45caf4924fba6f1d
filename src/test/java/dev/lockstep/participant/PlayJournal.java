package dev.lockstep.participant;

import dev.lockstep.journal.Entry;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A journal whose disk survives its gateway: forced writes survive a crash, lazy ones do not,
 * unless a forced one follows. A write that a stalled disk did not confirm in time is durable after
 * a power cut, which is the worst of the possible results.
 */
final class PlayJournal implements Journal {
  /** Called before and after an entry becomes durable; may throw {@link Crash}. */
  interface Tap {
    void before(Entry entry);

    void after(Entry entry);
  }

  private final Map<TransactionId, State> durable = new LinkedHashMap<>();
  private final List<Entry> lazy = new ArrayList<>();
  private final List<Entry> late = new ArrayList<>();
  private final Consumer<String> log;
  private Tap tap;
  private boolean full;
  private int looks;
  private boolean stalled;
  private String failing = "";
  private boolean gap;

  PlayJournal(Consumer<String> log, Tap tap) {
    this.log = log;
    this.tap = tap;
  }

  void tap(Tap next) {
    tap = next;
  }

  /** Ends the trouble; delayed entries are written. */
  void well() {
    full = false;
    stalled = false;
    failing = "";
    lateIsThere();
  }

  /** Refuses all writes, and reports that when it is asked. */
  void full() {
    full = true;
  }

  /** Writes too late: the caller gets a failure, and the entry is written. */
  void stall() {
    stalled = true;
  }

  /** Fails to write states of a name, without reporting trouble before. */
  void fail(String state) {
    failing = state;
  }

  private void lateIsThere() {
    late.forEach(each -> durable.put(each.id(), each.next()));
    late.clear();
  }

  /** Replaces the journal by an older copy without this transaction, which it reports as a gap. */
  void lose(TransactionId id) {
    durable.remove(id);
    gap = true;
  }

  /** Acknowledges the gap, as an operator would. */
  void acknowledge() {
    gap = false;
  }

  /** The state that would survive a power cut. */
  State durable(TransactionId id) {
    return durable.getOrDefault(id, new State.Absent());
  }

  Map<TransactionId, State> all() {
    return durable;
  }

  /** Cuts the power: entries that were not forced are lost. */
  void powerCut() {
    lateIsThere();
    lazy.clear();
  }

  @Override
  public void append(Entry entry) throws JournalUnavailableException {
    if (full) {
      throw new JournalUnavailableException("the disk is full");
    }
    if (entry.next().name().name().equals(failing)) {
      throw new JournalUnavailableException("the disk failed");
    }
    if (stalled) {
      log.accept("journal in vain " + entry.id() + " " + Telling.briefly(entry.next()));
      late.add(entry);
      throw new JournalUnavailableException("the disk is too slow");
    }
    tap.before(entry);
    lazy.forEach(each -> durable.put(each.id(), each.next()));
    lazy.clear();
    durable.put(entry.id(), entry.next());
    log.accept("journal " + entry.id() + " " + Telling.briefly(entry.next()));
    tap.after(entry);
  }

  @Override
  public void appendLazily(Entry entry) {
    if (!full) {
      lazy.add(entry);
      log.accept("journal lazily " + entry.id() + " " + Telling.briefly(entry.next()));
    }
  }

  /** The number of lookups. */
  int looks() {
    return looks;
  }

  @Override
  public State find(TransactionId id) throws JournalUnavailableException {
    looks++;
    for (Entry entry : lazy.reversed()) {
      if (entry.id().equals(id)) {
        return entry.next();
      }
    }
    if (gap && !durable.containsKey(id)) {
      throw new JournalUnavailableException(id + " may stand in what is missing");
    }
    return durable(id);
  }

  @Override
  public List<String> gaps() {
    return gap ? List.of("entries are missing") : List.of();
  }

  @Override
  public Duration remembers() {
    return Duration.ofDays(30);
  }

  @Override
  public Found atStart() {
    return new Found(durable.values().stream().filter(State::live).toList(), List.of(), List.of());
  }

  @Override
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>(gaps());
    if (full) {
      troubles.add("the disk is full");
    }
    return troubles;
  }

  @Override
  public void close() {}
}
