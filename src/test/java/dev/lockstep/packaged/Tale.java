package dev.lockstep.packaged;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One transaction as its coordinator tells it: what was asked and decided, and every answer that
 * was heard, whichever life of the gateway gave it. Thread-safe.
 */
final class Tale {
  private final String id;
  private final Course course;
  private final List<Wish> wishes;
  private final Set<String> votes = new TreeSet<>();
  private final Set<String> outcomes = new TreeSet<>();
  private final List<String> broken = new ArrayList<>();
  private Optional<Decision> decision = Optional.empty();
  private long decidedAt = Long.MAX_VALUE;
  private Optional<Long> resolvedAt = Optional.empty();

  /** What the coordinator has in mind. */
  enum Course {
    /** To commit where it may. */
    COMMIT,
    /** To roll back, whatever the vote. */
    ROLLBACK,
    /** Prepare and commit in one call. */
    EXECUTE,
    /** Whatever our own coordinator decides. */
    COORDINATE
  }

  enum Decision {
    COMMIT,
    ABORT
  }

  Tale(String id, Course course, List<Wish> wishes) {
    this.id = id;
    this.course = course;
    this.wishes = List.copyOf(wishes);
  }

  String id() {
    return id;
  }

  Course course() {
    return course;
  }

  List<Map<String, Object>> commands() {
    return wishes.stream().map(Wish::command).toList();
  }

  List<Wish.Track> tracks() {
    return wishes.stream().map(Wish::track).flatMap(Optional::stream).toList();
  }

  /** How often the machines did anything of it. */
  int deeds() {
    return tracks().stream().mapToInt(track -> track.deeds().size()).sum();
  }

  synchronized void voted(String vote) {
    votes.add(vote);
  }

  synchronized boolean promised() {
    return votes.contains("COMMIT");
  }

  /** Before anybody is told: no machine may have moved until now. */
  synchronized void decide(Decision word) {
    if (decision.isEmpty()) {
      decision = Optional.of(word);
      decidedAt = System.nanoTime();
    }
  }

  synchronized Optional<Decision> decision() {
    return decision;
  }

  synchronized void ended(String outcome) {
    outcomes.add(outcome);
  }

  /** A person has said how it ends: nothing of it may move from now on. */
  synchronized void resolved() {
    resolvedAt = Optional.of(System.nanoTime());
  }

  /** A promise was seen to break while it was played. */
  synchronized void broke(String promise) {
    broken.add(promise);
  }

  /** What is wrong with it, now that it is over; one line each. */
  synchronized List<String> violations() {
    List<String> wrong = new ArrayList<>(broken);
    if (outcomes.size() != 1) {
      wrong.add("not one outcome");
    }
    if (votes.size() > 1) {
      wrong.add("two different votes");
    }
    outcomes.stream().filter(outcome -> !fits(outcome)).forEach(bad -> wrong.add("ended " + bad));
    tracks().forEach(track -> check(track, wrong));
    return wrong.stream().map(each -> each + ": " + this).toList();
  }

  private boolean fits(String outcome) {
    if (resolvedAt.isPresent()) {
      return outcome.startsWith("HEURISTIC_");
    }
    return switch (course) {
      case EXECUTE, COORDINATE -> outcome.equals("COMMITTED") || outcome.equals("ROLLED_BACK");
      case COMMIT, ROLLBACK ->
          outcome.equals(
              decision.equals(Optional.of(Decision.COMMIT)) ? "COMMITTED" : "ROLLED_BACK");
    };
  }

  private void check(Wish.Track track, List<String> wrong) {
    var deeds = track.deeds();
    if (deeds.size() > track.times()) {
      wrong.add("%s done %d times".formatted(track.sign(), deeds.size()));
    }
    if (outcomes.contains("COMMITTED") && deeds.isEmpty()) {
      wrong.add(track.sign() + " reported as done, and never done");
    }
    if (outcomes.contains("ROLLED_BACK") && !deeds.isEmpty()) {
      wrong.add(track.sign() + " done, and reported as rolled back");
    }
    if (deeds.stream().anyMatch(deed -> deed.at() - decidedAt < 0)) {
      wrong.add(track.sign() + " done before it was decided");
    }
    if (resolvedAt.isPresent() && deeds.stream().anyMatch(at -> at.at() - resolvedAt.get() > 0)) {
      wrong.add(track.sign() + " done after a person had ended it");
    }
  }

  @Override
  public synchronized String toString() {
    List<String> deeds =
        tracks().stream().map(each -> each.sign() + " x " + each.deeds().size()).toList();
    return "%s %s, voted %s, decided %s, outcomes %s, machines %s"
        .formatted(id, course, votes, decision.map(Enum::name).orElse("nothing"), outcomes, deeds);
  }
}
