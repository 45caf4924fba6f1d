package dev.lockstep.dashboard;

import dev.lockstep.driver.LinkStatus;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.util.Locale;

/**
 * Badge: a state by shape, word and colour at once, so that none of them has to be seen.
 *
 * @param tone good, busy, warn, bad or quiet: names a class of the style sheet
 * @param mark one character, read by eyes only
 * @param text the word
 */
record Badge(String tone, String mark, String text) {
  static Badge good(String text) {
    return new Badge("good", "✓", text);
  }

  static Badge busy(String text) {
    return new Badge("busy", "▸", text);
  }

  static Badge warn(String text) {
    return new Badge("warn", "▲", text);
  }

  static Badge bad(String text) {
    return new Badge("bad", "✕", text);
  }

  static Badge quiet(String text) {
    return new Badge("quiet", "○", text);
  }

  static Badge of(LinkStatus.State state) {
    return switch (state) {
      case CONNECTED -> good("connected");
      case CONNECTING -> warn("connecting");
      case DISCONNECTED -> bad("disconnected");
    };
  }

  static Badge of(Outcome outcome) {
    return switch (outcome) {
      case COMMITTED -> good("committed");
      case ROLLED_BACK -> quiet("rolled back");
      case HEURISTIC_COMMIT, HEURISTIC_ROLLBACK, HEURISTIC_MIXED, HEURISTIC_HAZARD ->
          warn(words(outcome));
    };
  }

  static Badge of(TransactionViews.Row row) {
    if (row.outcome().isPresent()) {
      return of(row.outcome().get());
    }
    return switch (row.state()) {
      case ABSENT -> quiet("unknown");
      case PREPARING -> busy("preparing");
      case PREPARED -> row.waitsFor().isPresent() ? warn("in doubt") : busy("prepared");
      case COMMITTING -> row.standing().map(Badge::of).orElse(busy("committing"));
      case ROLLING_BACK -> row.waitsFor().isPresent() ? warn("rolling back") : busy("rolling back");
      case ENDED -> quiet("ended, read only");
    };
  }

  private static Badge of(State.Committing.Standing standing) {
    return switch (standing) {
      case AWAITING -> busy("awaits its instant");
      case MOVING -> busy("moving");
      case RETRYING -> warn("retrying");
      case WITHHELD -> bad("withheld");
      case STUCK -> bad("stuck");
    };
  }

  static Badge of(TransactionViews.Stand stand) {
    return switch (stand) {
      case WAITING -> quiet("waiting");
      case INTENDED -> busy("being sent");
      case APPLIED -> good("applied");
      case NOT_APPLIED -> quiet("not applied");
      case UNKNOWN -> bad("unknown");
    };
  }

  /** A constant's name as people write it. */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
