package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Something that must be true of a resource.
 *
 * @param resource which is read
 * @param relation between what is read and the operands
 * @param operands one value, or for {@link Relation#ONE_OF} one and more
 * @param tolerance in the resource's unit, for equality of numbers
 */
public record Condition(
    ResourceName resource, Relation relation, List<Value> operands, BigDecimal tolerance) {

  /** How a reading stands to the operand. The order relations want numbers on both sides. */
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

    /** The key that profiles use. */
    public String word() {
      return word;
    }

    public static Optional<Relation> of(String word) {
      return List.of(values()).stream().filter(each -> each.word.equals(word)).findFirst();
    }
  }

  public Condition {
    operands = List.copyOf(operands);
    checkOperands(relation, operands);
  }

  static void checkOperands(Relation relation, List<Value> operands) {
    if (operands.isEmpty() || (relation != Relation.ONE_OF && operands.size() != 1)) {
      throw new IllegalArgumentException(
          relation.word() + " takes " + (relation == Relation.ONE_OF ? "a list" : "one value"));
    }
  }

  /** Whether this value, read just now, meets the condition. */
  public boolean holds(Value read) {
    return holds(relation, operands, tolerance, read);
  }

  static boolean holds(Relation relation, List<Value> operands, BigDecimal tolerance, Value read) {
    Value first = operands.getFirst();
    return switch (relation) {
      case EQUALS -> Comparison.matches(first, read, tolerance);
      case NOT_EQUALS -> !Comparison.matches(first, read, tolerance);
      case ONE_OF -> operands.stream().anyMatch(each -> Comparison.matches(each, read, tolerance));
      case ABOVE -> order(read, first).stream().anyMatch(sign -> sign > 0);
      case AT_LEAST -> order(read, first).stream().anyMatch(sign -> sign >= 0);
      case BELOW -> order(read, first).stream().anyMatch(sign -> sign < 0);
      case AT_MOST -> order(read, first).stream().anyMatch(sign -> sign <= 0);
    };
  }

  private static Optional<Integer> order(Value read, Value operand) {
    return read instanceof Value.Numeric left && operand instanceof Value.Numeric right
        ? Optional.of(left.amount().compareTo(right.amount()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    String values = operands.stream().map(Value::toString).collect(Collectors.joining(", "));
    return "%s %s %s".formatted(resource, relation.word(), values);
  }
}
