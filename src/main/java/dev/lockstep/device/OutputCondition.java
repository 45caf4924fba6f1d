package dev.lockstep.device;

import dev.lockstep.device.Condition.Relation;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition on an output argument of a method call (OPC 10000-4, 5.12).
 *
 * @param output the output argument
 * @param relation between the output and the operands
 * @param operands one value, or for {@link Relation#ONE_OF} one and more
 * @param tolerance for equality of numbers
 */
public record OutputCondition(
    Output output, Relation relation, List<Value> operands, BigDecimal tolerance) {

  /** A reference to one output argument of a method. */
  public sealed interface Output {

    /** The output at an index, from 0. */
    record At(int index) implements Output {
      public At {
        if (index < 0) {
          throw new IllegalArgumentException("an index begins at 0, not at " + index);
        }
      }

      @Override
      public String toString() {
        return "output " + index;
      }
    }

    /** The output with a name of the method's signature. */
    record Named(String name) implements Output {
      @Override
      public String toString() {
        return "output " + name;
      }
    }
  }

  public OutputCondition {
    operands = List.copyOf(operands);
    Criterion.check(relation, operands);
  }

  /** Whether this output satisfies the condition. */
  public boolean holds(Value output, Encoding encoding) {
    return new Criterion(relation, operands, tolerance).holds(output, encoding);
  }

  @Override
  public String toString() {
    String values = operands.stream().map(Value::toString).collect(Collectors.joining(", "));
    return "%s %s %s".formatted(output, relation.word(), values);
  }
}
