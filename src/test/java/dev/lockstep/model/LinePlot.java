package dev.lockstep.model;

import dev.lockstep.standby.LineRules;

/**
 * What may happen to a line of two PCs.
 *
 * @param faults crashes, orderly stops of a standby, lost copies and impatience, together
 * @param words of people, together
 * @param late messages that come once more, or late, at the same time
 * @param runsMost starts of one PC
 * @param liar whether people say that the other PC is off while it is not
 */
record LinePlot(
    String name,
    LineRules.Keeper keeper,
    LineRules.Mode mode,
    int faults,
    int words,
    int late,
    int runsMost,
    boolean liar) {
  /** Ticks of a lease: the holder may act for two, another one waits for four. */
  static final int DURATION = 3;

  static final int MARGIN = 1;

  /** Ticks after which no send arrives any more that was looked at before. */
  static final int SEND_LASTS = 1;

  static final int TERMS_MOST = 7;

  LineRules rules() {
    return new LineRules(keeper, mode, DURATION, MARGIN);
  }
}
