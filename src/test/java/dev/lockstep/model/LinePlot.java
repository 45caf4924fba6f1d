package dev.lockstep.model;

import dev.lockstep.standby.LineRules;

/**
 * What may happen to a line of two PCs.
 *
 * @param faults crashes, orderly stops of a standby, lost copies and impatience, together
 * @param words of people, together
 * @param late messages that come once more, or late, at the same time
 * @param runsMost starts of one PC
 * @param termsMost a PC that knows this term does nothing more by itself
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
    int termsMost,
    Load load,
    boolean liar) {

  /** What of the transaction is still to come, and whether clocks run apart meanwhile. */
  enum Load {
    VOTE(0, 1, false),
    /** As VOTE, and the standby has everything, but was not told so. */
    VOTE_SUPPLIED(0, 1, false),
    /** As VOTE, while the clocks run apart. */
    VOTE_SKEWED(0, 1, true),
    /** The vote is given. */
    MOVE(1, 3, false);

    final int begun;
    final int end;
    final boolean skewed;

    Load(int begun, int end, boolean skewed) {
      this.begun = begun;
      this.end = end;
      this.skewed = skewed;
    }
  }

  /** Ticks of a lease: the holder may act for two, another one waits for four. */
  static final int DURATION = 3;

  static final int MARGIN = 1;

  /** Ticks after which no send arrives any more that was looked at before. */
  static final int SEND_LASTS = 1;

  /** Terms of the largest plot. */
  static final int TERMS = 9;

  LineRules rules() {
    return new LineRules(keeper, mode, DURATION, MARGIN);
  }
}
