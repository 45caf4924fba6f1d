package dev.lockstep.device;

import java.util.List;
import java.util.stream.Stream;

/**
 * The work of a command on its device, once names and arguments are resolved: reads, writes or a
 * method call.
 */
public sealed interface Work {

  /** Reads resources and changes nothing. */
  record Look(List<ResourceName> resources) implements Work {
    public Look {
      resources = List.copyOf(resources);
    }
  }

  /** Writes values, step after step; the assignments of one step are sent together. */
  record Write(List<List<Assignment>> steps) implements Work {
    public Write {
      steps = steps.stream().map(List::copyOf).toList();
    }

    public List<Assignment> assignments() {
      return steps.stream().flatMap(List::stream).toList();
    }
  }

  /**
   * Calls a method.
   *
   * @param method the resource whose attributes name the method
   * @param inputs in the method's order
   */
  record Call(ResourceName method, List<Assignment> inputs) implements Work {
    public Call {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * The resources that are written or called: a transaction holds these unless the profile says
   * otherwise (P7).
   */
  default Stream<ResourceName> touches() {
    return switch (this) {
      case Look look -> Stream.empty();
      case Write write -> write.assignments().stream().map(Assignment::resource);
      case Call call -> Stream.of(call.method());
    };
  }
}
