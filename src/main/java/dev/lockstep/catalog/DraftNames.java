package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names for what was found on a machine: the way to it, without what all have in common, each name
 * once whatever its letter case, and none that a profile would refuse.
 */
final class DraftNames {
  private static final int LENGTH_MAX = 120;
  private static final String SEPARATOR = ".";

  private final int common;
  private final Set<String> taken = new HashSet<>();

  private DraftNames(int common) {
    this.common = common;
  }

  /** For these paths; what all of them begin with is not part of a name. */
  static DraftNames of(List<List<String>> paths) {
    int common = paths.stream().mapToInt(each -> each.size() - 1).min().orElse(0);
    for (List<String> each : paths) {
      for (int step = 0; step < common; step++) {
        if (!each.get(step).equals(paths.getFirst().get(step))) {
          common = step;
        }
      }
    }
    return new DraftNames(Math.max(0, common));
  }

  /** A name that nothing else has. */
  String take(List<String> path) {
    List<String> steps = new ArrayList<>();
    path.subList(Math.min(common, path.size() - 1), path.size())
        .forEach(step -> steps.add(printable(step)));
    return take(String.join(SEPARATOR, steps));
  }

  /** A name below another one, that nothing else has. */
  String take(String owner, String name) {
    return take(owner + SEPARATOR + printable(name));
  }

  private String take(String wanted) {
    String base = wanted.isBlank() ? "unnamed" : shortened(wanted.strip());
    String name = base;
    for (int each = 2; !taken.add(name.toLowerCase(Locale.ROOT)); each++) {
      name = base + "_" + each;
    }
    return name;
  }

  /** The end says more than the beginning. */
  private static String shortened(String name) {
    return name.length() <= LENGTH_MAX ? name : name.substring(name.length() - LENGTH_MAX);
  }

  private static String printable(String step) {
    StringBuilder printable = new StringBuilder();
    step.codePoints()
        .map(each -> Character.isISOControl(each) || each == '/' ? '_' : each)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
