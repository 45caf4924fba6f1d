package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A decision log in memory, whose disk can fail, and under which power can fail. */
final class MemoryLog implements DecisionLog<CoordinationRecord> {
  private static final CoordinationCodec CODEC = new CoordinationCodec();

  private final Map<String, Row> rows = new TreeMap<>();

  /** What was written lazily since the last decision. */
  private final Map<String, Row> waiting = new HashMap<>();

  private int decisions;
  boolean damaged;

  /** What is missing, a sentence each, until somebody has acknowledged it. */
  List<String> gaps = List.of();

  /** Whether another coordinator is at what is open. */
  boolean elsewhere;

  /** How often the log was asked for one coordination. */
  int finds;

  private Runnable left = () -> {};

  /** What another coordinator has decided before. */
  Optional<CoordinationRecord> other = Optional.empty();

  private Fate fate = Fate.WRITTEN;
  private int when = Integer.MAX_VALUE;

  /** As it lies on a disk, so that what is not written does not survive. */
  private record Row(int code, String terms, String body) {
    static Row of(CoordinationRecord record) {
      return new Row(CODEC.code(record), CODEC.terms(record).encode(), CODEC.encode(record));
    }
  }

  /** What becomes of a decision. */
  enum Fate {
    WRITTEN,
    CRASH_BEFORE,
    CRASH_AFTER,
    /** Every decision fails until told otherwise, and writes nothing. */
    REFUSED,
    /** Fails, and is found all the same. */
    FAILS_BUT_IS_WRITTEN
  }

  /** From the given decision on, counted from 1; crashes strike once. */
  void fate(Fate next, int decision) {
    fate = next;
    when = decision;
    decisions = 0;
  }

  void heal() {
    fate(Fate.WRITTEN, Integer.MAX_VALUE);
  }

  int decisions() {
    return decisions;
  }

  @Override
  public CoordinationRecord decide(String id, CoordinationRecord proposal)
      throws JournalUnavailableException {
    decisions++;
    CoordinationRecord stands =
        proposal.coordination() instanceof Coordination.Decided ? other.orElse(proposal) : proposal;
    switch (decisions < when ? Fate.WRITTEN : fate) {
      case WRITTEN -> put(id, Row.of(stands));
      case CRASH_BEFORE -> crash();
      case CRASH_AFTER -> {
        put(id, Row.of(stands));
        crash();
      }
      case REFUSED -> throw new JournalUnavailableException("no space left on device");
      case FAILS_BUT_IS_WRITTEN -> {
        put(id, Row.of(stands));
        throw new JournalUnavailableException("fsync failed");
      }
    }
    return stands;
  }

  private void put(String id, Row row) {
    flush();
    rows.put(id, row);
  }

  private void crash() {
    heal();
    losePower();
    throw new ByHand.Crash();
  }

  /** What waits to be written is gone. */
  void losePower() {
    waiting.clear();
  }

  /** What waits is written, as a stop in order does. */
  void flush() {
    rows.putAll(waiting);
    waiting.clear();
  }

  @Override
  public void closeLazily(CoordinationRecord last) {
    waiting.put(CODEC.id(last), Row.of(last));
  }

  /** One that the codec does not read. */
  void putUnreadable(String id, int code, String body) {
    rows.put(id, new Row(code, CoordinationRecordWriter.write(CoordinatorRig.plan(id, "A")), body));
  }

  @Override
  public boolean elsewhere(String id) {
    return elsewhere;
  }

  @Override
  public void onLeft(Runnable look) {
    left = look;
  }

  /** Says that something may have been left, as a log does that was not reached for a while. */
  void tellLeft() {
    left.run();
  }

  @Override
  public Optional<CoordinationRecord> find(String id) throws JournalUnavailableException {
    finds++;
    boolean there = waiting.containsKey(id) || rows.containsKey(id);
    Optional<CoordinationRecord> found = decoded(id);
    if (there && found.isEmpty()) {
      throw new JournalUnavailableException("coordination %s fails its check".formatted(id));
    }
    if (!there && !gaps.isEmpty()) {
      throw new JournalUnavailableException(id + " may stand in what is missing");
    }
    return found;
  }

  /** Empty where there is none, and where the codec does not read it. */
  private Optional<CoordinationRecord> decoded(String id) {
    try {
      return Optional.ofNullable(waiting.getOrDefault(id, rows.get(id)))
          .map(row -> CODEC.decode(id, row.code(), row.terms(), row.body()));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> gaps() {
    return gaps;
  }

  @Override
  public List<String> open() throws JournalUnavailableException {
    if (damaged) {
      throw new JournalUnavailableException("the decision log holds damaged records: t0");
    }
    return openOnDisk().stream()
        .filter(id -> !waiting.containsKey(id) && decoded(id).isPresent())
        .toList();
  }

  /** What a start after a power cut would find. */
  List<String> openOnDisk() {
    return rows.entrySet().stream()
        .filter(each -> each.getValue().code() != CoordinationCodec.ENDED)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public Page<CoordinationRecord> page(String after, int limit) throws JournalUnavailableException {
    List<String> ids =
        rows.keySet().stream().filter(id -> id.compareTo(after) > 0).limit(limit).toList();
    List<CoordinationRecord> records = new ArrayList<>();
    for (String id : ids) {
      records.add(find(id).orElseThrow());
    }
    return new Page<>(
        records, List.of(), ids.size() < limit ? Optional.empty() : Optional.of(ids.getLast()));
  }

  @Override
  public void close() {}
}
