package dev.lockstep.driver.mqtt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An edge node that is browsed: births, who speaks without one, and who died. Not thread-safe. */
final class BrowsedNode {
  /** The device that is the edge node itself. */
  static final String ITSELF = "";

  private static final int DEVICES_MAX = 5_000;

  private final String group;
  private final String name;
  private final Map<String, Birth> births = new TreeMap<>();
  private final Set<String> speaking = new TreeSet<>();
  private final Set<String> dead = new TreeSet<>();
  private final Map<String, String> unreadable = new LinkedHashMap<>();

  /**
   * A birth.
   *
   * @param kept whether the broker had kept it, so that it may be of before
   */
  record Birth(List<SparkplugMetric> metrics, Optional<Long> bdSeq, boolean kept) {}

  BrowsedNode(String group, String name) {
    this.group = group;
    this.name = name;
  }

  String group() {
    return group;
  }

  String name() {
    return name;
  }

  Map<String, Birth> births() {
    return births;
  }

  int metricsOf(String device) {
    return births.containsKey(device) ? births.get(device).metrics().size() : 0;
  }

  /** Takes a birth in, unless a newer one is there; whether it did. */
  boolean born(String device, SparkplugPayload payload, boolean kept) {
    Birth before = births.get(device);
    boolean older = kept && before != null && !before.kept();
    if (older || tooMany(births.keySet(), device)) {
      return false;
    }
    births.put(device, new Birth(payload.metrics(), payload.whole("bdSeq"), kept));
    if (!kept) {
      dead.remove(device);
    }
    unreadable.remove(device);
    return true;
  }

  private static boolean tooMany(Set<String> devices, String device) {
    return devices.size() >= DEVICES_MAX && !devices.contains(device);
  }

  void spoke(String device) {
    if (!tooMany(speaking, device)) {
      speaking.add(device);
    }
  }

  /** The edge node died in the session with this number, and all its devices with it. */
  void died(Optional<Long> bdSeq) {
    Optional<Long> own = Optional.ofNullable(births.get(ITSELF)).flatMap(Birth::bdSeq);
    // The will of an earlier session says nothing about this one.
    if (bdSeq.isEmpty() || own.isEmpty() || own.equals(bdSeq)) {
      dead.add(ITSELF);
      speaking.clear();
    }
  }

  void died(String device) {
    if (!tooMany(dead, device)) {
      dead.add(device);
    }
    speaking.remove(device);
  }

  void unreadable(String device, String why) {
    if (!tooMany(unreadable.keySet(), device)) {
      unreadable.put(device, why);
    }
  }

  /** Who speaks without a birth. */
  Set<String> unborn() {
    Set<String> unborn = new TreeSet<>(speaking);
    unborn.removeAll(births.keySet());
    unborn.removeAll(unreadable.keySet());
    return unborn;
  }

  /** What is to be said of a device in its profile. */
  List<String> remarks(String device) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "From the birth of %s. What may be written the birth says by readOnly alone: where it does not, the metric stands here as RW. Decide: what is to be written? Make the rest readWrite R."
            .formatted(ErrorText.brief(path(device))));
    if (births.containsKey(device) && births.get(device).kept()) {
      remarks.add("The broker had kept this birth, so it may be of before.");
    }
    if (dead.contains(ITSELF) || dead.contains(device)) {
      remarks.add("It died while it was listened to.");
    }
    return remarks;
  }

  private String path(String device) {
    return device.isEmpty() ? group + "/" + name : group + "/" + name + "/" + device;
  }

  /** What could not be read, one sentence each. */
  List<String> troubles() {
    return unreadable.entrySet().stream()
        .map(each -> "%s: its %s".formatted(ErrorText.brief(path(each.getKey())), each.getValue()))
        .toList();
  }
}
