package dev.lockstep.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a channel stands.
 *
 * @param target broker and topic
 * @param told events that its broker acknowledged since the start
 * @param failures attempts that failed since the start
 * @param trouble why nothing is told now, with the remedy; empty where all is well
 * @param lastError what failed last, whether or not it is over; empty where nothing did
 */
public record ChannelStanding(
    String name,
    String target,
    List<Source> sources,
    long told,
    long failures,
    Optional<String> trouble,
    Optional<Failure> lastError) {
  public ChannelStanding {
    sources = List.copyOf(sources);
  }

  /** What failed, and when. */
  public record Failure(String message, Instant at) {}

  /**
   * One source of its events.
   *
   * @param cursor the last entry that needs not be told any more
   * @param last the last entry there is
   * @param dropped entries that were not told, ever
   * @param oldest how long the oldest entry that is read waits; zero where none does
   */
  public record Source(String name, long cursor, long last, long dropped, Duration oldest) {
    /** Entries that wait. */
    public long waiting() {
      return Math.max(0, last - cursor);
    }
  }

  /** Entries that wait, of all sources. */
  public long waiting() {
    return sources.stream().mapToLong(Source::waiting).sum();
  }

  /** Entries that were not told, of all sources, ever. */
  public long dropped() {
    return sources.stream().mapToLong(Source::dropped).sum();
  }
}
