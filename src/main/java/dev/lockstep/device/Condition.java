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
    if (operands.isEmpty() || (relation != Relation.ONE_OF && operands.size() != 1)) {
      throw new IllegalArgumentException(
          relation.word() + " takes " + (relation == Relation.ONE_OF ? "a list" : "one value"));
    }
  }

  /** Whether this reading meets the condition. */
  public boolean holds(Reading.Seen seen) {
    return holds(seen.value(), seen.encoding());
  }

  /** As {@link #holds(Value, Encoding)}, for a value in plain decimals. */
  public boolean holds(Value read) {
    return holds(read, Encoding.PLAIN);
  }

  /**
   * Whether this value, read just now, meets the condition. Of NaN, of the infinities and of null
   * nothing holds, not even notEquals: a sensor that has failed permits nothing. Except that a null
   * equals the empty text, octets or list.
   */
  public boolean holds(Value read, Encoding encoding) {
    return switch (relation) {
      case EQUALS, ONE_OF -> among(read, encoding);
      case NOT_EQUALS -> isDefinite(read) && !among(read, encoding);
      case ABOVE -> order(read, encoding).stream().anyMatch(sign -> sign > 0);
      case AT_LEAST -> order(read, encoding).stream().anyMatch(sign -> sign >= 0);
      case BELOW -> order(read, encoding).stream().anyMatch(sign -> sign < 0);
      case AT_MOST -> order(read, encoding).stream().anyMatch(sign -> sign <= 0);
    };
  }

  private boolean among(Value read, Encoding encoding) {
    return operands.stream().anyMatch(each -> Comparison.matches(each, read, encoding, tolerance));
  }

  private static boolean isDefinite(Value read) {
    return !(read instanceof Value.Null) && !(read instanceof Value.NonFinite);
  }

  /** A 32-bit 0.1 is not above 0.1: what the wire cannot tell apart is equal. */
  private Optional<Integer> order(Value read, Encoding encoding) {
    Value operand = operands.getFirst();
    if (!(read instanceof Value.Numeric left && operand instanceof Value.Numeric right)) {
      return Optional.empty();
    }
    return Comparison.matches(operand, read, encoding, BigDecimal.ZERO)
        ? Optional.of(0)
        : Optional.of(left.amount().compareTo(right.amount()));
  }

  @Override
  public String toString() {
    String values = operands.stream().map(Value::toString).collect(Collectors.joining(", "));
    return "%s %s %s".formatted(resource, relation.word(), values);
  }
}
