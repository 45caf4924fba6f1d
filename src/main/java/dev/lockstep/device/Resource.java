package dev.lockstep.device;

import dev.lockstep.device.Reason.Code;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * A device resource: a named, typed, addressable value of a profile (EdgeX {@code
 * deviceResources}).
 *
 * @param name unique in its profile
 * @param type of the raw value on the wire
 * @param access that the profile allows
 * @param limits of the engineering value, inclusive
 * @param scaling from raw to engineering
 * @param units of the engineering value, for display; may be empty
 * @param attributes the address in the device's protocol, for example {@code nodeId}: read by the
 *     driver alone. Values are String, Boolean, BigDecimal, List or Map of the same
 */
public record Resource(
    ResourceName name,
    ValueType type,
    Access access,
    Limits limits,
    Scaling scaling,
    String units,
    Map<String, Object> attributes) {

  public Resource {
    attributes = Map.copyOf(attributes);
  }

  /**
   * Bounds of the engineering value, inclusive, compared as decimals and never cast to the wire
   * type.
   *
   * @param minimum empty: unbounded below
   * @param maximum empty: unbounded above
   */
  public record Limits(Optional<BigDecimal> minimum, Optional<BigDecimal> maximum) {
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

    boolean hold(BigDecimal amount) {
      return minimum.stream().allMatch(least -> amount.compareTo(least) >= 0)
          && maximum.stream().allMatch(most -> amount.compareTo(most) <= 0);
    }

    @Override
    public String toString() {
      return "%s to %s"
          .formatted(
              minimum.map(BigDecimal::toPlainString).orElse("any"),
              maximum.map(BigDecimal::toPlainString).orElse("any"));
    }
  }

  /** How its values are put on the wire, for example {@code INT64, scale 0.1, offset 0}. */
  public String encoding() {
    return scaling.equals(Scaling.NONE)
        ? type.name()
        : "%s, scale %s, offset %s"
            .formatted(type, scaling.scale().toPlainString(), scaling.offset().toPlainString());
  }

  /**
   * A violation of this resource's type or limits by a value: the code, and a sentence that says
   * what would be right.
   */
  public record Misfit(Code code, String detail) {}

  /**
   * The violation that writing this value would be; empty where the value fits type, width and
   * limits. Access is not checked here.
   */
  public Optional<Misfit> misfit(Value value) {
    return misfit(type, value);
  }

  private Optional<Misfit> misfit(ValueType wanted, Value value) {
    return switch (wanted.kind()) {
      case FLAG -> value instanceof Value.Flag ? Optional.empty() : wrongType(wanted, value);
      case TEXT -> value instanceof Value.Text ? Optional.empty() : wrongType(wanted, value);
      case BINARY -> value instanceof Value.Octets ? Optional.empty() : wrongType(wanted, value);
      case STRUCTURE ->
          value instanceof Value.Structure ? Optional.empty() : wrongType(wanted, value);
      case LISTING ->
          value instanceof Value.Listing listing
              ? misfitOfElements(wanted.element().orElseThrow(), listing)
              : wrongType(wanted, value);
      case WHOLE, REAL ->
          value instanceof Value.Numeric numeric
              ? misfitOfNumber(wanted, numeric)
              : wrongType(wanted, value);
    };
  }

  /**
   * A matrix is a list of its rows, each a list: whether they are of one length, a driver knows.
   */
  private Optional<Misfit> misfitOfElements(ValueType element, Value.Listing listing) {
    return listing.elements().stream()
        .flatMap(
            each ->
                (each instanceof Value.Listing row
                        ? misfitOfElements(element, row)
                        : misfit(element, each))
                    .stream())
        .findFirst();
  }

  private Optional<Misfit> misfitOfNumber(ValueType wanted, Value.Numeric numeric) {
    if (!limits.hold(numeric.amount())) {
      String detail = "%s is outside %s %s".formatted(numeric, limits, units).strip();
      return Optional.of(new Misfit(Code.OUT_OF_RANGE, detail));
    }
    BigDecimal raw = scaling.toRaw(numeric.amount());
    if (wanted.holds(raw) && held(wanted, raw)) {
      return Optional.empty();
    }
    String detail = numeric.toString();
    if (raw.compareTo(numeric.amount()) != 0) {
      detail += " (raw " + new Value.Numeric(raw) + ")";
    }
    detail += " does not fit " + wanted.edgeXName();
    if (wanted.holds(raw)) {
      detail += " exactly";
    }
    if (scaling.scale().compareTo(BigDecimal.ONE) != 0 && wanted.kind() == ValueType.Kind.WHOLE) {
      detail += " with a resolution of " + scaling.scale().toPlainString();
    }
    return Optional.of(new Misfit(Code.OUT_OF_RANGE, detail));
  }

  private static boolean held(ValueType wanted, BigDecimal raw) {
    return switch (wanted) {
      case FLOAT32, FLOAT32_ARRAY -> Encoding.binary32(raw).isPresent();
      case FLOAT64, FLOAT64_ARRAY -> Encoding.binary64(raw).isPresent();
      case BOOL, STRING, BINARY, OBJECT -> true;
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> true;
      case BOOL_ARRAY, STRING_ARRAY, OBJECT_ARRAY -> true;
      case UINT8_ARRAY, UINT16_ARRAY, UINT32_ARRAY, UINT64_ARRAY -> true;
      case INT8_ARRAY, INT16_ARRAY, INT32_ARRAY, INT64_ARRAY -> true;
    };
  }

  private static Optional<Misfit> wrongType(ValueType wanted, Value value) {
    String found =
        switch (value) {
          case Value.Flag flag -> "the boolean " + flag;
          case Value.Numeric numeric -> "the number " + numeric;
          case Value.Text text -> "the text \"" + shortened(text.text()) + "\"";
          case Value.Octets octets -> "octets";
          case Value.Listing listing -> "a list";
          case Value.Structure structure -> "an object";
          case Value.Null none -> "null";
          case Value.NonFinite number -> number.toString();
        };
    return Optional.of(
        new Misfit(Code.WRONG_TYPE, "expected %s, found %s".formatted(wanted.edgeXName(), found)));
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
