package dev.lockstep.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Entries in memory, some of which may go before they are told. */
final class NumberedSource implements EventSource {
  private final String name;
  private final TreeMap<Long, String> subjects = new TreeMap<>();
  private long last;

  NumberedSource(String name) {
    this.name = name;
  }

  /** Writes an entry about that subject; returns its number. */
  long write(String subject) {
    last++;
    subjects.put(last, subject);
    return last;
  }

  String subject(long number) {
    return subjects.getOrDefault(number, "");
  }

  /** Prunes an entry. */
  void lose(long number) {
    subjects.remove(number);
  }

  /** An older copy takes its place. */
  void rewind(long to) {
    subjects.tailMap(to, false).clear();
    last = to;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long begin() {
    return 0;
  }

  @Override
  public long last() {
    return last;
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public Batch behind(long number, int limit) {
    List<Entry> entries = new ArrayList<>();
    subjects.tailMap(number, false).forEach((each, subject) -> entries.add(entry(each, subject)));
    return Batch.of(entries.stream().limit(limit).toList(), limit, last);
  }

  private Entry entry(long number, String subject) {
    return new Entry(
        number, new CloudEvent(name + "/" + number, "type", subject, name + "/" + number));
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
