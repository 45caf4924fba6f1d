package dev.lockstep.catalog;

import dev.lockstep.device.DeviceName;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The difference between two catalogs, by the names of devices.
 *
 * @param added only in the later one
 * @param removed only in the earlier one
 * @param changed in both, with another description, address, admin state or profile. Comments and
 *     the order of files make no difference
 * @param untouched the number of devices that are the same in both
 */
public record CatalogDifference(
    NavigableSet<DeviceName> added,
    NavigableSet<DeviceName> removed,
    NavigableSet<DeviceName> changed,
    int untouched) {

  public CatalogDifference {
    added = Collections.unmodifiableNavigableSet(added);
    removed = Collections.unmodifiableNavigableSet(removed);
    changed = Collections.unmodifiableNavigableSet(changed);
  }

  static CatalogDifference of(
      Map<String, Catalog.Machine> before, Map<String, Catalog.Machine> after) {
    NavigableSet<DeviceName> added = new TreeSet<>();
    NavigableSet<DeviceName> removed = new TreeSet<>();
    NavigableSet<DeviceName> changed = new TreeSet<>();
    int untouched = 0;
    for (Map.Entry<String, Catalog.Machine> each : after.entrySet()) {
      Catalog.Machine known = before.get(each.getKey());
      DeviceName name = each.getValue().device().name();
      if (known == null) {
        added.add(name);
      } else if (known.same(each.getValue())) {
        untouched++;
      } else {
        changed.add(name);
      }
    }
    before.values().stream()
        .filter(each -> !after.containsKey(each.device().name().value()))
        .forEach(each -> removed.add(each.device().name()));
    return new CatalogDifference(added, removed, changed, untouched);
  }
}
