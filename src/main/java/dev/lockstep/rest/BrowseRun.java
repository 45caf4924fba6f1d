package dev.lockstep.rest;

import dev.lockstep.participant.Operator;
import java.time.Instant;
import java.util.Optional;

/** One browse: who began it, how far it is, and what came of it. Thread-safe. */
public final class BrowseRun {
  /** What came of it. */
  public sealed interface End {
    /** Drafts. */
    record Drafted(MachineBrowser.Draft draft) implements End {}

    /** Nothing. */
    record Failed(String why) implements End {}
  }

  private final long number;
  private final MachineBrowser.Wanted wanted;
  private final Operator operator;
  private final Instant begun;
  private volatile int looked;
  private volatile Optional<String> stopped = Optional.empty();
  private volatile Optional<End> end = Optional.empty();

  BrowseRun(long number, MachineBrowser.Wanted wanted, Operator operator, Instant begun) {
    this.number = number;
    this.wanted = wanted;
    this.operator = operator;
    this.begun = begun;
  }

  /** Counted from the start of the gateway. */
  public long number() {
    return number;
  }

  public MachineBrowser.Wanted wanted() {
    return wanted;
  }

  public Operator operator() {
    return operator;
  }

  public Instant begun() {
    return begun;
  }

  /** Nodes, or topics, so far. */
  public int looked() {
    return looked;
  }

  /** Why it was stopped before its end; empty where it was not. */
  public Optional<String> stopped() {
    return stopped;
  }

  /** Empty while it is under way. */
  public Optional<End> end() {
    return end;
  }

  public boolean over() {
    return end.isPresent();
  }

  void looked(int so) {
    looked = so;
  }

  void stopped(String why) {
    stopped = Optional.of(why);
  }

  void end(End what) {
    end = Optional.of(what);
  }
}
