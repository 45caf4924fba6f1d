package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is wrong on one line: every transaction is held against what the machines wrote down and
 * against what the gateway says of it now. Not thread-safe.
 */
final class PackageFindings {
  private final PackagedGateway line;
  private final List<Tale> checked = new ArrayList<>();
  private final Set<String> violations = new LinkedHashSet<>();

  PackageFindings(PackagedGateway line) {
    this.line = line;
  }

  /** A transaction that is over. */
  void check(Tale tale) {
    look(tale);
    checked.add(tale);
  }

  /** All of them once more: nothing may have changed since, and nothing may be left over. */
  void checkAllAgain() {
    checked.forEach(this::look);
    checkNobodyElseMoved();
    String troubles = line.troubles();
    if (!troubles.isEmpty()) {
      add("the journal is in trouble: " + troubles);
    }
    JsonNode bugs = line.gateway().rest().get("/q/health/live").body();
    if (!bugs.path("status").asText("UP").equals("UP")) {
      add("the gateway reports a fault of its own: " + bugs);
    }
  }

  /** Whatever a machine did, somebody asked for. */
  private void checkNobodyElseMoved() {
    Set<String> signs =
        checked.stream()
            .flatMap(tale -> tale.tracks().stream())
            .map(Wish.Track::sign)
            .collect(Collectors.toSet());
    line.logbooks().stream()
        .flatMap(logbook -> logbook.deeds().stream())
        .map(deed -> deed.what().replaceFirst("#.*", ""))
        // A program of the oven has too few numbers to tell whose it was; its setpoint tells.
        .filter(what -> !what.startsWith("program ") && !signs.contains(what))
        .forEach(what -> add(what + " was done for nobody"));
  }

  private void look(Tale tale) {
    JsonNode shown = line.transaction(tale.id()).body();
    String outcome = shown.path("outcome").asText();
    if (!outcome.isEmpty()) {
      tale.ended(outcome);
    }
    if (tale.promised()) {
      tale.voted(shown.path("vote").asText("none"));
      if (!shown.path("state").asText().equals("ENDED")) {
        tale.broke("is not over, but " + shown.path("state").asText("unknown"));
      }
    }
    tale.violations().forEach(this::add);
  }

  void add(String violation) {
    violations.add("%s (see %s)".formatted(violation, line.gateway().plan().log()));
  }

  int checked() {
    return checked.size();
  }

  List<String> violations() {
    return List.copyOf(violations);
  }
}
