package dev.lockstep.dashboard;

import dev.lockstep.rest.LineAdministration.LineWord;
import dev.lockstep.rest.StandbyViews.LineLag;
import dev.lockstep.rest.StandbyViews.LineView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two PCs of a line, as the page of the active one shows them.
 *
 * @param active this PC
 * @param standby the other one
 * @param badge whether the other one may take over
 * @param remedy what a person should know and do; empty where nothing
 * @param words what an operator may say here
 */
record LinePair(
    String active, String standby, Badge badge, List<Fact> facts, String remedy, List<Word> words) {
  /** Where a gateway stands alone. */
  static final LinePair NONE = new LinePair("", "", Badge.quiet(""), List.of(), "", List.of());

  /** A word that can be said, as a link to its form. */
  record Word(String path, String label) {}

  LinePair {
    facts = List.copyOf(facts);
    words = List.copyOf(words);
  }

  public boolean there() {
    return !active.isEmpty();
  }

  static LinePair of(LineView line) {
    return new LinePair(
        line.pc(),
        line.peer().name(),
        badge(line),
        facts(line),
        line.remedy().orElse(""),
        offered(line).stream().map(each -> new Word(each.path(), label(each))).toList());
  }

  /** The other one takes over in order where it may; else a person vouches that it is off. */
  static List<LineWord> offered(LineView line) {
    List<LineWord> offered = new ArrayList<>();
    if (line.inSync() && line.peer().answers()) {
      offered.add(LineWord.STEP_DOWN);
    }
    if (line.inSync() && !line.peer().answers()) {
      offered.add(LineWord.ALONE);
    }
    return offered;
  }

  /** On a button; empty for what cannot be said on this page. */
  static String label(LineWord word) {
    return switch (word) {
      case STEP_DOWN -> "Step down";
      case ALONE -> "Go on alone";
      case TAKE_OVER -> "";
    };
  }

  private static Badge badge(LineView line) {
    if (!line.peer().answers()) {
      return Badge.bad("does not answer");
    }
    return line.inSync() ? Badge.good("in sync") : Badge.warn("not in sync");
  }

  private static List<Fact> facts(LineView line) {
    return List.of(
        new Fact("Active", line.pc()),
        new Fact("Standby", line.peer().name()),
        new Fact("Term", Long.toString(line.term())),
        new Fact("Behind", behind(line.behind())),
        new Fact(
            "Lease",
            line.leaseLeft()
                .map(left -> "%s, %d s left".formatted(keeper(line), left.toSeconds()))
                .orElse("%s, without end".formatted(keeper(line)))),
        new Fact("Mode", line.mode().equals("SYNCHRONOUS") ? "synchronous" : "asynchronous"));
  }

  private static String keeper(LineView line) {
    return line.lease().equals("ZOOKEEPER") ? "kept by the ensemble" : "granted by the standby";
  }

  private static String behind(Optional<LineLag> behind) {
    if (behind.isEmpty()) {
      return "not supplied";
    }
    LineLag lag = behind.get();
    if (lag.changes() < 0) {
      return "a copy of all databases is due";
    }
    return lag.changes() == 0
        ? "nothing"
        : "%d changes, the oldest %d ms old".formatted(lag.changes(), lag.millis());
  }
}
