package dev.lockstep.catalog;

import dev.lockstep.device.Preparation;
import dev.lockstep.device.Preparation.JobOrder;
import dev.lockstep.device.Preparation.JobOrder.Until;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reader of the patterns whose nodes are objects of a companion model, and no resources of the
 * profile: the lock and the job order. Their addresses are checked by the driver.
 */
final class NodePatternReader {
  private static final int TEXT_MAX = 2_048;
  private static final Map<String, Until> UNTILS =
      Map.of("running", Until.RUNNING, "ended", Until.ENDED);

  private NodePatternReader() {}

  static Optional<Preparation> lock(YamlNode node) {
    node.onlyKeys(ProfileKeys.LOCK);
    return text(node, "lock", "the lock, or the element that has a Lock")
        .map(Preparation.Lock::new);
  }

  static Optional<Preparation> jobOrder(YamlNode node, Duration within) {
    node.onlyKeys(ProfileKeys.JOB_ORDER);
    Optional<String> receiver = text(node, "receiver", "the ISA95JobOrderReceiver object");
    Optional<String> responses = text(node, "responses", "the ISA95JobResponseProvider object");
    Optional<String> workMaster = node.at("workMaster").flatMap(YamlNode::text);
    boolean retained = node.at("retained").flatMap(YamlNode::flag).orElse(false);
    Until until = node.at("until").flatMap(each -> each.word(UNTILS)).orElse(Until.ENDED);
    return receiver.isEmpty() || responses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new JobOrder(receiver.get(), responses.get(), workMaster, retained, until, within));
  }

  private static Optional<String> text(YamlNode node, String key, String what) {
    String remedy = "write %s: \"nsu=URI;s=NAME\": %s".formatted(key, what);
    Optional<YamlNode> found = node.required(key, remedy);
    Optional<String> text = found.flatMap(YamlNode::text);
    if (text.isPresent() && (text.get().isBlank() || text.get().length() > TEXT_MAX)) {
      found.get().fault("an address has 1 to " + TEXT_MAX + " characters", remedy);
      return Optional.empty();
    }
    return text;
  }
}
