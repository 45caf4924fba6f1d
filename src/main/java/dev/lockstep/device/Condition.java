package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A condition on a resource: a relation that its value must satisfy.
 *
 * @param resource that is read
 * @param relation between what is read and the operands
 * @param operands one value, or for {@link Relation#ONE_OF} one and more
 * @param tolerance in the resource's unit, for equality of numbers
 */
public record Condition(
    ResourceName resource, Relation relation, List<Value> operands, BigDecimal tolerance) {

  /**
   * The relation between a reading and the operand. The order relations need numbers on both sides.
   */
  public enum Relation {
    EQUALS("equals"),
    NOT_EQUALS("notEquals"),
    ONE_OF("oneOf"),
    ABOVE("above"),
    AT_LEAST("atLeast"),
    BELOW("below"),
    AT_MOST("atMost");

    private final String word;

    Relation(String word) {
      this.word = word;
    }

    /** The relation's key in profiles. */
    public String word() {
      return word;
    }

    /** Whether this is an order relation, so that both sides must be numbers. */
    public boolean ordered() {
      return switch (this) {
        case ABOVE, AT_LEAST, BELOW, AT_MOST -> true;
        case EQUALS, NOT_EQUALS, ONE_OF -> false;
      };
    }

    public static Optional<Relation> of(String word) {
      return List.of(values()).stream().filter(each -> each.word.equals(word)).findFirst();
    }
  }

  public Condition {
    operands = List.copyOf(operands);
    Criterion.check(relation, operands);
  }

  /** Whether this reading satisfies the condition. */
  public boolean holds(Reading.Seen seen) {
    return holds(seen.value(), seen.encoding());
  }

  /** As {@link #holds(Value, Encoding)}, for a value in plain decimals. */
  public boolean holds(Value read) {
    return holds(read, Encoding.PLAIN);
  }

  /** Whether this value, just read, satisfies the condition; see {@link Criterion}. */
  public boolean holds(Value read, Encoding encoding) {
    return new Criterion(relation, operands, tolerance).holds(read, encoding);
  }

  @Override
  public String toString() {
    String values = operands.stream().map(Value::toString).collect(Collectors.joining(", "));
    return "%s %s %s".formatted(resource, relation.word(), values);
  }
}
