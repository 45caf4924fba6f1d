package dev.lockstep.driver.opcua;

import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a node's value that a resource is: its attribute {@code indexRange}. */
final class NodePart {
  static final String ATTRIBUTE = "indexRange";

  private NodePart() {}

  /** The range; empty for a resource that is the whole value. */
  static Optional<IndexRange> of(Resource resource) throws NodeAddress.MalformedException {
    Object found = resource.attributes().get(ATTRIBUTE);
    if (found == null) {
      return Optional.empty();
    }
    // A number, where a file has it without quotes.
    Optional<IndexRange> range = IndexRange.parse(found.toString());
    if (range.isEmpty()) {
      String fault =
          "attribute indexRange is \"%s\"; 5, or 2:4 with the first index less than the last, or"
              + " 1,0:2 with one for each dimension, would be right";
      throw new NodeAddress.MalformedException(fault.formatted(found));
    }
    return range;
  }

  /**
   * What is wrong with the attribute, one sentence without its subject for each fault.
   *
   * @param node whether the resource has a node of its own
   */
  static List<String> faults(Resource resource, boolean node) {
    List<String> faults = new ArrayList<>();
    for (String each : resource.attributes().keySet()) {
      // Left unseen, it would have the whole value written.
      if (each.equalsIgnoreCase(ATTRIBUTE) && !each.equals(ATTRIBUTE)) {
        faults.add("attribute %s is spelled indexRange".formatted(each));
      }
    }
    try {
      Optional<IndexRange> range = of(resource);
      if (range.isPresent() && NodeAddress.isMethod(resource)) {
        faults.add(
            "attribute indexRange is for the value of a node; a method has none: leave it out");
      } else if (range.isPresent() && !node) {
        faults.add(
            "attribute indexRange is for the value of a node; the input of a method and the"
                + " parameter of a job order are given whole: leave it out, or add nodeId");
      } else if (range.isPresent()) {
        tooMany(resource.type(), range.get()).ifPresent(faults::add);
      }
    } catch (NodeAddress.MalformedException malformed) {
      faults.add(malformed.detail());
    }
    return faults;
  }

  /** Where the type is a single value, the range must be one. */
  private static Optional<String> tooMany(ValueType type, IndexRange range) {
    int dimensions = range.intervals().size();
    boolean divisible = type == ValueType.STRING || type == ValueType.BINARY;
    if (type.kind() == ValueType.Kind.LISTING
        || range.isSingle(divisible ? dimensions - 1 : dimensions)) {
      return Optional.empty();
    }
    String right = type == ValueType.BINARY ? "Uint8Array" : type.edgeXName() + "Array";
    String fault =
        "attribute indexRange is %s, more than one element, and %s is one; %s, or %s,"
            + " would be right";
    String one = range.intervals().getFirst().first() + ",0".repeat(dimensions - 1);
    return Optional.of(fault.formatted(range, type.edgeXName(), right, one));
  }
}
