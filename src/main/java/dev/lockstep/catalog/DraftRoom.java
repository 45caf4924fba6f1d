package dev.lockstep.catalog;

import dev.lockstep.device.SelfDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** As much of a machine as one profile may hold: methods first, then resources in their order. */
final class DraftRoom {
  /** Of both there is at most one for each resource; the parameters of job orders want some too. */
  private static final int ENTRIES_MAX =
      Math.min(CatalogLimits.DEFAULT.resourcesMax(), CatalogLimits.DEFAULT.commandsMax()) - 500;

  private DraftRoom() {}

  static SelfDescription fitted(SelfDescription found) {
    int left = ENTRIES_MAX;
    List<SelfDescription.Method> methods = new ArrayList<>();
    for (SelfDescription.Method each : found.methods()) {
      left -= 1 + each.inputs().size();
      if (left >= 0) {
        methods.add(each);
      }
    }
    int room = Math.max(0, Math.min(left, found.resources().size()));
    int missing = found.methods().size() - methods.size() + found.resources().size() - room;
    if (missing == 0) {
      return found;
    }
    String why =
        "a profile has room for %d entries, and %d are left out: browse parts of the machine by --under"
            .formatted(ENTRIES_MAX, missing);
    return new SelfDescription(
        found.resources().subList(0, room),
        methods,
        found.omissions(),
        Optional.of(found.unfinished().map(each -> each + "; " + why).orElse(why)),
        found.models(),
        found.rest());
  }
}
