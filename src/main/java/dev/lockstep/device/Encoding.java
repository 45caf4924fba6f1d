package dev.lockstep.device;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The encoding of a value on the wire: what a comparison needs to know about a reading besides the
 * value itself. Two texts are one value where their encodings are equal (decision 28).
 *
 * @param form of numbers and texts on the wire
 * @param scaling between the number on the wire and the engineering value
 * @param fields of a structure, by name; a field that is not among them has this form, unscaled
 * @param elements of a list, where they differ among themselves; else each has this encoding
 */
public record Encoding(
    Form form, Scaling scaling, Map<String, Encoding> fields, List<Encoding> elements) {
  /** Decimal text without scale: the default where a driver states no other encoding. */
  public static final Encoding PLAIN = new Encoding(Form.DECIMAL, Scaling.NONE);

  /** Of a value whose encoding was not kept. */
  public static final Encoding UNKNOWN = new Encoding(Form.UNKNOWN, Scaling.NONE);

  public Encoding {
    fields = Map.copyOf(fields);
    elements = List.copyOf(elements);
  }

  /** The encoding of a value whose parts, where it has any, are all encoded alike. */
  public Encoding(Form form, Scaling scaling) {
    this(form, scaling, Map.of(), List.of());
  }

  /** The encoding of a structure whose fields are encoded each in its own way. */
  public static Encoding ofStructure(Map<String, Encoding> fields) {
    return new Encoding(Form.EXACT, Scaling.NONE, fields, List.of());
  }

  /** The encoding of a list: one for all elements where they are alike. */
  public static Encoding ofList(List<Encoding> elements) {
    if (elements.isEmpty()) {
      return new Encoding(Form.EXACT, Scaling.NONE);
    }
    Encoding first = elements.getFirst();
    return elements.stream().allMatch(first::equals) && first.elements().isEmpty()
        ? first
        : new Encoding(Form.EXACT, Scaling.NONE, Map.of(), elements);
  }

  Encoding field(String name) {
    Encoding own = fields.get(name);
    return own == null ? new Encoding(form, Scaling.NONE) : own;
  }

  /**
   * The name under which a machine has a field. Where it describes its fields they are found in any
   * letter case, because the names of a PLC have none (IEC 61131-3, 6.1.2).
   *
   * @param found the names of the fields that were read
   */
  String fieldName(String name, Set<String> found) {
    Set<String> known = form == Form.UNKNOWN ? found : fields.keySet();
    if (known.contains(name)) {
      return name;
    }
    List<String> near = known.stream().filter(name::equalsIgnoreCase).toList();
    return near.size() == 1 ? near.getFirst() : name;
  }

  Encoding element(int index) {
    return index < elements.size() ? elements.get(index) : this;
  }

  /** The representation of a number or a text on the wire. */
  public enum Form {
    /** Represented exactly: whole numbers, booleans, strings and octets. */
    EXACT,
    /** A 32-bit float (IEEE 754 binary32). */
    BINARY32,
    /** A 64-bit float (IEEE 754 binary64). */
    BINARY64,
    /**
     * A number as decimal text, as in JSON. The device may keep it as a decimal, a 64-bit or a
     * 32-bit float, and sends back its own approximation.
     */
    DECIMAL,
    /** An instant, in steps of 100 ns (OPC UA DateTime), as text. */
    INSTANT,
    /** A UUID (128 bits), as text. */
    GUID,
    /** Not kept, as in a journal: whatever may be the same counts as the same. */
    UNKNOWN
  }

  /** The 32-bit float that represents a raw number; empty where none does. */
  public static Optional<Float> binary32(BigDecimal raw) {
    float nearest = raw.floatValue();
    boolean held =
        Float.isFinite(nearest)
            && stands(raw, new BigDecimal(nearest), new BigDecimal(Float.toString(nearest)));
    return held ? Optional.of(nearest) : Optional.empty();
  }

  /** The 64-bit float that represents a raw number; empty where none does. */
  public static Optional<Double> binary64(BigDecimal raw) {
    double nearest = raw.doubleValue();
    boolean held =
        Double.isFinite(nearest)
            && stands(raw, new BigDecimal(nearest), BigDecimal.valueOf(nearest));
    return held ? Optional.of(nearest) : Optional.empty();
  }

  /**
   * Whether a float represents a number. A fraction is represented by the float nearest to it. A
   * whole number may be a count or an identifier: 20240116 is the 32-bit float nearest to order
   * 20240117, and is another order. So a whole number is represented only by the float that equals
   * it, exactly or in the shortest digits that distinguish that float from every other (3.4e38);
   * and zero represents nothing but zero.
   */
  private static boolean stands(BigDecimal raw, BigDecimal nearest, BigDecimal shortest) {
    return nearest.compareTo(raw) == 0
        || shortest.compareTo(raw) == 0
        || (!isWhole(raw) && nearest.signum() != 0);
  }

  /**
   * The decimal of a 32-bit float: exact where it is whole, else the shortest that identifies it.
   */
  public static BigDecimal decimal(float number) {
    return number == Math.rint(number)
        ? new BigDecimal(number)
        : new BigDecimal(Float.toString(number));
  }

  /**
   * The decimal of a 64-bit float: exact where it is whole, else the shortest that identifies it.
   */
  public static BigDecimal decimal(double number) {
    return number == Math.rint(number) ? new BigDecimal(number) : BigDecimal.valueOf(number);
  }

  /** Whether both numbers have the same encoding on the wire. */
  boolean same(BigDecimal meant, BigDecimal read) {
    BigDecimal wanted = scaling.toRaw(meant);
    BigDecimal found = scaling.toRaw(read);
    return switch (form) {
      case EXACT, INSTANT, GUID -> wanted.compareTo(found) == 0;
      case BINARY32 -> binary32(wanted).stream().anyMatch(held -> held == found.floatValue());
      case BINARY64 -> binary64(wanted).stream().anyMatch(held -> held == found.doubleValue());
      case DECIMAL, UNKNOWN -> wanted.compareTo(found) == 0 || approximates(wanted, found);
    };
  }

  /**
   * Whether a decimal is the approximation of a fraction by a machine with 64-bit or 32-bit floats.
   */
  private static boolean approximates(BigDecimal wanted, BigDecimal found) {
    if (isWhole(wanted)) {
      return false;
    }
    double actual = found.doubleValue();
    return binary64(wanted).stream().anyMatch(held -> held == actual)
        || binary32(wanted).stream()
            .anyMatch(held -> (double) held == actual || decimal(held).compareTo(found) == 0);
  }

  /** Whether both texts have the same encoding on the wire. */
  boolean same(String meant, String read) {
    return meant.equals(read)
        || switch (form) {
          case EXACT, BINARY32, BINARY64, DECIMAL -> false;
          case INSTANT -> sameParsed(Timestamps.parse(meant), Timestamps.parse(read));
          case GUID -> sameParsed(Guids.parse(meant), Guids.parse(read));
          case UNKNOWN ->
              sameParsed(Timestamps.parse(meant), Timestamps.parse(read))
                  || sameParsed(Guids.parse(meant), Guids.parse(read));
        };
  }

  private static boolean sameParsed(Optional<?> meant, Optional<?> read) {
    return meant.isPresent() && meant.equals(read);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
