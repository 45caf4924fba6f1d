package dev.lockstep.driver.mqtt;

import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.device.SelfDescription.Omission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Browses retained states: groups the topics of a broker into devices.
 *
 * <p>A device is a branch: the topics that have all levels but the last in common, or, where a
 * person says how many levels name a device, those many. A topic on which values are set belongs to
 * the topic whose state it sets, and is no state.
 */
final class RetainedBrowser {
  static final String SET = "/set";
  private static final String SEPARATOR = "/";
  private static final int SHOWN = 3;

  private final RetainedTopics topics;
  private final Map<String, String> address;
  private final int deviceLevel;
  private final int statesMax;

  /**
   * @param address of the broker, as a device list gives it to the driver
   * @param deviceLevel how many levels name a device; 0: all but the last
   * @param statesMax how many state topics one device may have
   */
  RetainedBrowser(
      RetainedTopics topics, Map<String, String> address, int deviceLevel, int statesMax) {
    this.topics = topics;
    this.address = address;
    this.deviceLevel = deviceLevel;
    this.statesMax = statesMax;
  }

  /** The devices by their branches: those that have a value which a profile can hold. */
  List<DiscoveredDevice> devices() {
    return all().stream().filter(each -> !each.self().resources().isEmpty()).toList();
  }

  private List<DiscoveredDevice> all() {
    Map<String, BranchDescription> branches = new TreeMap<>();
    topics
        .all()
        .forEach(
            (topic, found) -> {
              if (!sets(topic)) {
                List<String> levels = List.of(topic.split(SEPARATOR, -1));
                int own = own(levels.size());
                branches
                    .computeIfAbsent(
                        String.join(SEPARATOR, levels.subList(0, own)),
                        branch -> new BranchDescription(branch, statesMax))
                    .add(
                        topic,
                        levels.subList(Math.min(own, levels.size() - 1), levels.size()),
                        found,
                        set(topic));
              }
            });
    List<DiscoveredDevice> devices = new ArrayList<>();
    branches.forEach(
        (branch, description) -> devices.add(description.device(path(branch), address)));
    return devices;
  }

  private int own(int levels) {
    return deviceLevel > 0 ? Math.min(deviceLevel, levels) : Math.max(1, levels - 1);
  }

  private boolean sets(String topic) {
    return topic.endsWith(SET)
        && topics.all().containsKey(topic.substring(0, topic.length() - SET.length()));
  }

  private BranchDescription.SetTopic set(String state) {
    String topic = state + SET;
    return topics.all().containsKey(topic)
        ? BranchDescription.SetTopic.RETAINED
        : topics.live().contains(topic)
            ? BranchDescription.SetTopic.SEEN
            : BranchDescription.SetTopic.GUESSED;
  }

  private static List<String> path(String branch) {
    List<String> levels =
        Arrays.stream(branch.split(SEPARATOR)).filter(each -> !each.isBlank()).toList();
    return levels.isEmpty() ? List.of("topics") : levels;
  }

  /** What no device has, and why. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    all().stream()
        .filter(each -> each.self().resources().isEmpty())
        .limit(SHOWN)
        .forEach(each -> remarks.add(nothingOf(each)));
    List<String> silent = topics.live().stream().filter(each -> !each.endsWith(SET)).toList();
    if (!silent.isEmpty()) {
      remarks.add(
          "on %d more topics something was said that is not retained, such as %s: a machine must retain its state to be seen here"
              .formatted(
                  silent.size(),
                  String.join(", ", silent.stream().limit(SHOWN).map(ErrorText::brief).toList())));
    }
    return remarks;
  }

  /** A device with nothing that a profile can hold. */
  static String nothingOf(DiscoveredDevice device) {
    Omission first = device.self().omissions().getFirst();
    return "%s has nothing that a profile can hold: %s %s"
        .formatted(
            ErrorText.brief(String.join(SEPARATOR, device.path())),
            ErrorText.brief(String.join(SEPARATOR, first.path())),
            first.why());
  }
}
