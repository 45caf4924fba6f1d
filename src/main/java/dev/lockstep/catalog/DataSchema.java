package dev.lockstep.catalog;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A data schema of a Thing Description (TD 1.1, 5.3.2), as far as it bounds the values that may be
 * sent: what a {@link dev.lockstep.device.Resource} says of type and inclusive limits, and all
 * else.
 *
 * @param json one of boolean, integer, number, string, object, array
 * @param type of a resource with this schema
 * @param numbers bounds of a number
 * @param sizes bounds of a text's or list's length
 * @param allowed the only values, from const, enum or oneOf; empty for any
 * @param alternatives of which exactly one must fit; empty for none
 * @param members of an object
 * @param required members that an object must have
 * @param item of a list
 */
record DataSchema(
    String json,
    ValueType type,
    Numbers numbers,
    Sizes sizes,
    List<Value> allowed,
    List<DataSchema> alternatives,
    Map<String, DataSchema> members,
    Set<String> required,
    Optional<DataSchema> item) {

  /** Bounds of a number; each may be missing. */
  record Numbers(
      Optional<BigDecimal> minimum,
      Optional<BigDecimal> maximum,
      Optional<BigDecimal> above,
      Optional<BigDecimal> below,
      Optional<BigDecimal> multipleOf) {
    static final Numbers ANY =
        new Numbers(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Bounds of the length of a text, in characters, or of a list. */
  record Sizes(int least, int most, Optional<String> pattern) {
    static final Sizes ANY = new Sizes(0, Integer.MAX_VALUE, Optional.empty());
  }

  /** A schema of one type without bounds. */
  static DataSchema of(String json, ValueType type) {
    return new DataSchema(
        json,
        type,
        Numbers.ANY,
        Sizes.ANY,
        List.of(),
        List.of(),
        Map.of(),
        Set.of(),
        Optional.empty());
  }

  /** The same with these values alone. */
  DataSchema only(List<Value> values) {
    return new DataSchema(
        json, type, numbers, sizes, values, alternatives, members, required, item);
  }

  /** How the value violates the schema; empty where it fits. */
  Optional<Misfit> misfit(Value value) {
    return misfit(value, "");
  }

  private Optional<Misfit> misfit(Value value, String path) {
    if (!isOfType(value)) {
      return not(Code.WRONG_TYPE, path, "expected " + json + ", found " + described(value));
    }
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      List<String> words = allowed.stream().map(DataSchema::described).toList();
      return not(
          Code.OUT_OF_RANGE,
          path,
          described(value) + " is none of " + SpellingSuggestion.listed(words));
    }
    Optional<Misfit> found =
        switch (value) {
          case Value.Numeric number -> ofNumber(number.amount(), path);
          case Value.Text text -> ofText(text.text(), path);
          case Value.Listing listing -> ofListing(listing, path);
          case Value.Structure structure -> ofStructure(structure, path);
          case Value.Flag flag -> Optional.empty();
          case Value.Octets octets -> Optional.empty();
          case Value.Null none -> Optional.empty();
          case Value.NonFinite number -> Optional.empty();
        };
    return found.or(() -> ofAlternatives(value, path));
  }

  private boolean isOfType(Value value) {
    return switch (value) {
      case Value.Flag flag -> json.equals("boolean");
      case Value.Numeric number ->
          json.equals("number")
              || (json.equals("integer") && number.amount().stripTrailingZeros().scale() <= 0);
      case Value.Text text -> json.equals("string");
      case Value.Octets octets -> json.equals("string");
      case Value.Listing listing -> json.equals("array");
      case Value.Structure structure -> json.equals("object");
      case Value.Null none -> false;
      case Value.NonFinite number -> json.equals("number");
    };
  }

  private Optional<Misfit> ofNumber(BigDecimal number, String path) {
    String found = new Value.Numeric(number).toString();
    if (numbers.minimum().filter(bound -> number.compareTo(bound) < 0).isPresent()
        || numbers.maximum().filter(bound -> number.compareTo(bound) > 0).isPresent()
        || numbers.above().filter(bound -> number.compareTo(bound) <= 0).isPresent()
        || numbers.below().filter(bound -> number.compareTo(bound) >= 0).isPresent()) {
      return not(Code.OUT_OF_RANGE, path, found + " is outside " + range());
    }
    return numbers
        .multipleOf()
        .filter(step -> number.remainder(step).signum() != 0)
        .flatMap(
            step ->
                not(Code.OUT_OF_RANGE, path, found + " is no multiple of " + step.toPlainString()));
  }

  private String range() {
    String low =
        numbers
            .above()
            .map(bound -> "more than " + bound.toPlainString())
            .orElse(numbers.minimum().map(BigDecimal::toPlainString).orElse("any"));
    String high =
        numbers
            .below()
            .map(bound -> "less than " + bound.toPlainString())
            .orElse(numbers.maximum().map(BigDecimal::toPlainString).orElse("any"));
    return low + " to " + high;
  }

  private Optional<Misfit> ofText(String text, String path) {
    int length = text.codePointCount(0, text.length());
    if (length < sizes.least() || length > sizes.most()) {
      return not(Code.OUT_OF_RANGE, path, "a text of %d characters".formatted(length) + ofSize());
    }
    return sizes
        .pattern()
        .filter(pattern -> !Pattern.compile(pattern).matcher(text).find())
        .flatMap(
            pattern ->
                not(
                    Code.OUT_OF_RANGE,
                    path,
                    "\"%s\" does not match the pattern %s"
                        .formatted(SpellingSuggestion.shortened(text), pattern)));
  }

  private String ofSize() {
    String most = sizes.most() == Integer.MAX_VALUE ? "any" : String.valueOf(sizes.most());
    return ", where %d to %s are right".formatted(sizes.least(), most);
  }

  private Optional<Misfit> ofListing(Value.Listing listing, String path) {
    int length = listing.elements().size();
    if (length < sizes.least() || length > sizes.most()) {
      return not(Code.OUT_OF_RANGE, path, "a list of %d elements".formatted(length) + ofSize());
    }
    for (int each = 0; each < length && item.isPresent(); each++) {
      Optional<Misfit> misfit =
          item.get().misfit(listing.elements().get(each), "%s[%d]".formatted(path, each));
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  private Optional<Misfit> ofStructure(Value.Structure structure, String path) {
    for (String each : required) {
      if (!structure.fields().containsKey(each)) {
        return not(Code.WRONG_TYPE, path, "the member " + each + " is missing");
      }
    }
    for (Map.Entry<String, Value> each : structure.fields().entrySet()) {
      DataSchema member = members.get(each.getKey());
      String below = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
      Optional<Misfit> misfit =
          member == null ? Optional.empty() : member.misfit(each.getValue(), below);
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  private Optional<Misfit> ofAlternatives(Value value, String path) {
    long fitting = alternatives.stream().filter(each -> each.misfit(value, path).isEmpty()).count();
    return alternatives.isEmpty() || fitting == 1
        ? Optional.empty()
        : not(
            Code.OUT_OF_RANGE,
            path,
            "%s fits %d of the alternatives, where one is right"
                .formatted(described(value), fitting));
  }

  private static String described(Value value) {
    return switch (value) {
      case Value.Text text -> '"' + SpellingSuggestion.shortened(text.text()) + '"';
      case Value.Listing listing -> "a list";
      case Value.Structure structure -> "an object";
      case Value.Octets octets -> "octets";
      case Value.Flag flag -> flag.toString();
      case Value.Numeric number -> number.toString();
      case Value.Null none -> "null";
      case Value.NonFinite number -> number.toString();
    };
  }

  private static Optional<Misfit> not(Code code, String path, String detail) {
    return Optional.of(new Misfit(code, path.isEmpty() ? detail : path + ": " + detail));
  }
}
