package dev.lockstep.dashboard;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits for a person, by what is waited for: after a coordinator that is gone fifty wait
 * alike, and what is urgent must not drown in them.
 */
final class WaitingGroups {
  /** Fewer stand one by one: what may be pressed is nearer then. */
  private static final int GROUP_MIN = 3;

  /** Ids that are listed, of all groups together. */
  private static final int IDS_MAX = 100;

  private static final int MACHINES_MAX = 3;

  private WaitingGroups() {}

  /**
   * The groups, each where its oldest member stands.
   *
   * @param sorted the most urgent first
   * @param most rows
   */
  static List<WaitingGroup> of(List<WaitingState> sorted, int most, Instant now) {
    Map<WaitingGroup.Key, List<WaitingState>> members = new LinkedHashMap<>();
    sorted.forEach(each -> members.computeIfAbsent(each.key(), key -> new ArrayList<>()).add(each));
    List<WaitingGroup> groups = new ArrayList<>();
    int room = IDS_MAX;
    for (List<WaitingState> alike : members.values()) {
      if (groups.size() >= most) {
        break;
      }
      if (alike.size() < GROUP_MIN) {
        alike.forEach(each -> groups.add(alone(each, now)));
      } else {
        groups.add(group(alike, room, now));
        room -= Math.min(room, alike.size());
      }
    }
    return List.copyOf(groups.subList(0, Math.min(most, groups.size())));
  }

  private static WaitingGroup alone(WaitingState one, Instant now) {
    WaitingRow row = WaitingList.row(one, now);
    return new WaitingGroup("", row, 1, row.where(), 1, "", List.of(row.id()));
  }

  private static WaitingGroup group(List<WaitingState> alike, int room, Instant now) {
    WaitingState newest = alike.getLast();
    List<String> machines =
        alike.stream()
            .flatMap(each -> WaitingList.devices(each.state()).stream())
            .distinct()
            .toList();
    return new WaitingGroup(
        newest.key().word(),
        WaitingList.row(alike.getFirst(), now),
        alike.size(),
        machines(machines),
        Math.toIntExact(alike.stream().map(each -> each.waits().cause()).distinct().count()),
        SeveralLooks.path(newest),
        alike.stream().limit(room).map(each -> id(each.state())).toList());
  }

  private static String machines(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(MACHINES_MAX, all.size())));
    int more = all.size() - MACHINES_MAX;
    return more > 0 ? "%d machines: %s and %d more".formatted(all.size(), first, more) : first;
  }

  private static String id(State state) {
    return WaitingList.id(state).map(TransactionId::value).orElse("");
  }
}
