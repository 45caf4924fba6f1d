package dev.lockstep.coordinator;

import java.util.List;

/**
 * What the machines of one gateway showed when it voted; asked for in a dry run alone, so that the
 * log of real ones does not grow.
 *
 * @param shown in the gateway's order, at most {@link #SHOWN_MAX}
 * @param more how many others the gateway named
 */
public record VoteReadings(List<Shown> shown, int more) {
  /** As many as fit the log beside each other where a gateway has no objection. */
  public static final int SHOWN_MAX = 24;

  /** Characters of a value in JSON. */
  public static final int VALUE_MAX = 64;

  public static final VoteReadings NONE = new VoteReadings(List.of(), 0);

  public VoteReadings {
    shown = List.copyOf(shown);
    if (shown.size() > SHOWN_MAX || more < 0) {
      throw new IllegalArgumentException("%d readings, and %d more".formatted(shown.size(), more));
    }
  }

  /**
   * One reading.
   *
   * @param value JSON, at most {@link #VALUE_MAX} characters
   */
  public record Shown(String device, String resource, String value) {}

  public boolean isEmpty() {
    return shown.isEmpty() && more == 0;
  }
}
