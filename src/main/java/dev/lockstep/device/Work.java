package dev.lockstep.device;

import java.util.List;
import java.util.stream.Stream;

/** What a command comes to on its device, once names and arguments are resolved. */
public sealed interface Work {

  /** Only looks. */
  record Look(List<ResourceName> resources) implements Work {
    public Look {
      resources = List.copyOf(resources);
    }
  }

  /** Writes, step after step; the assignments of one step go together. */
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

  /** What is written or called: what a transaction holds unless the profile says otherwise. */
  default Stream<ResourceName> touches() {
    return switch (this) {
      case Look look -> Stream.empty();
      case Write write -> write.assignments().stream().map(Assignment::resource);
      case Call call -> Stream.of(call.method());
    };
  }
}
