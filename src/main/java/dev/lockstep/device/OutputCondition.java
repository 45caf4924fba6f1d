package dev.lockstep.device;

import dev.lockstep.device.Condition.Relation;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that must be true of what a method answers.
 *
 * @param output which of its outputs
 * @param relation between the output and the operands
 * @param operands one value, or for {@link Relation#ONE_OF} one and more
 * @param tolerance for equality of numbers
 */
public record OutputCondition(
    Output output, Relation relation, List<Value> operands, BigDecimal tolerance) {

  /** One output of a method. */
  public sealed interface Output {

    /** By its place, from 0. */
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

    /** By the name that the method itself gives it. */
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

  /** Whether this output, as it came on the wire, meets the condition. */
  public boolean holds(Value output, Encoding encoding) {
    return new Criterion(relation, operands, tolerance).holds(output, encoding);
  }

  @Override
  public String toString() {
    String values = operands.stream().map(Value::toString).collect(Collectors.joining(", "));
    return "%s %s %s".formatted(output, relation.word(), values);
  }
}
