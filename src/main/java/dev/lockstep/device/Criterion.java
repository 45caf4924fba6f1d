package dev.lockstep.device;

import dev.lockstep.device.Condition.Relation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A relation between a value that was read and operands, whatever the value was read from.
 *
 * @param operands one value, or for {@link Relation#ONE_OF} one and more
 * @param tolerance for equality of numbers
 */
record Criterion(Relation relation, List<Value> operands, BigDecimal tolerance) {

  /** Throws where the relation does not take so many operands. */
  static void check(Relation relation, List<Value> operands) {
    if (operands.isEmpty() || (relation != Relation.ONE_OF && operands.size() != 1)) {
      throw new IllegalArgumentException(
          relation.word() + " takes " + (relation == Relation.ONE_OF ? "a list" : "one value"));
    }
  }

  /**
   * Whether the value meets it. Of NaN, of the infinities and of null nothing holds, not even
   * notEquals: a sensor that has failed permits nothing. Except that a null equals the empty text,
   * octets or list.
   */
  boolean holds(Value read, Encoding encoding) {
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
}
