package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A decision log in memory, whose disk can fail, and under which power can fail. */
final class MemoryLog implements DecisionLog {
  private final Map<String, Document> documents = new TreeMap<>();
  private int appends;
  boolean damaged;

  /** What is missing, a sentence each, until somebody has acknowledged it. */
  List<String> gaps = List.of();

  private Fate fate = Fate.WRITTEN;
  private int when = Integer.MAX_VALUE;

  /** What becomes of an append. */
  enum Fate {
    WRITTEN,
    CRASH_BEFORE,
    CRASH_AFTER,
    /** Every append fails until told otherwise, and writes nothing. */
    REFUSED,
    /** Fails, and is found all the same. */
    FAILS_BUT_IS_WRITTEN
  }

  /** From the given append on, counted from 1; crashes strike once. */
  void fate(Fate next, int append) {
    fate = next;
    when = append;
    appends = 0;
  }

  void heal() {
    fate(Fate.WRITTEN, Integer.MAX_VALUE);
  }

  int appends() {
    return appends;
  }

  @Override
  public void append(Document document) throws JournalUnavailableException {
    appends++;
    if (appends < when) {
      documents.put(document.id(), document);
      return;
    }
    switch (fate) {
      case WRITTEN -> documents.put(document.id(), document);
      case CRASH_BEFORE -> crash();
      case CRASH_AFTER -> {
        documents.put(document.id(), document);
        crash();
      }
      case REFUSED -> throw new JournalUnavailableException("no space left on device");
      case FAILS_BUT_IS_WRITTEN -> {
        documents.put(document.id(), document);
        throw new JournalUnavailableException("fsync failed");
      }
    }
  }

  private void crash() {
    heal();
    throw new ByHand.Crash();
  }

  void put(Document document) {
    documents.put(document.id(), document);
  }

  @Override
  public Optional<Document> find(String id) throws JournalUnavailableException {
    Optional<Document> found = Optional.ofNullable(documents.get(id));
    if (found.isEmpty() && !gaps.isEmpty()) {
      throw new JournalUnavailableException(id + " may stand in what is missing");
    }
    return found;
  }

  @Override
  public List<String> gaps() {
    return gaps;
  }

  @Override
  public List<Document> open() throws JournalUnavailableException {
    if (damaged) {
      throw new JournalUnavailableException("the decision log holds damaged documents: t0");
    }
    return allOpen();
  }

  List<Document> allOpen() {
    return documents.values().stream().filter(Document::open).toList();
  }

  @Override
  public List<Document> page(String after, int limit) {
    return documents.values().stream()
        .filter(each -> each.id().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public void close() {}
}
