package dev.lockstep.device;

import dev.lockstep.device.Condition.Relation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A comparison of a value with operands by a relation, independent of where the value was read:
 * shared by {@link Condition} and {@link OutputCondition}.
 *
 * @param operands one value, or for {@link Relation#ONE_OF} one and more
 * @param tolerance for equality of numbers
 */
record Criterion(Relation relation, List<Value> operands, BigDecimal tolerance) {

  /**
   * Checks the number of operands.
   *
   * @throws IllegalArgumentException where the relation does not take that many
   */
  static void check(Relation relation, List<Value> operands) {
    if (operands.isEmpty() || (relation != Relation.ONE_OF && operands.size() != 1)) {
      throw new IllegalArgumentException(
          relation.word() + " takes " + (relation == Relation.ONE_OF ? "a list" : "one value"));
    }
  }

  /**
   * Whether the value satisfies the relation. NaN, the infinities and null satisfy nothing, not
   * even notEquals, because a failed sensor must permit nothing; except that null equals the empty
   * text, octets or list (OPC 10000-6, 5.1.11).
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

  /**
   * The sign of the comparison; empty unless both are numbers. A 32-bit 0.1 is not above 0.1:
   * values that the wire cannot tell apart are equal.
   */
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
