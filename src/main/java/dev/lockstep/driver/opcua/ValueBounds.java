package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Resource;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UNumber;
import org.jspecify.annotations.Nullable;

/**
 * The bounds that a server gives, beyond the type, for the values of a variable or an argument. So
 * a value that it would refuse is found before the vote (ARCHITECTURE, P11).
 *
 * @param range of numbers on the wire
 * @param words the numbers that have a meaning, with their names; empty where any number has
 * @param lengths how long texts, octets and arrays may be
 */
record ValueBounds(Optional<Span> range, Optional<SortedMap<Long, String>> words, Lengths lengths) {
  static final ValueBounds NONE = new ValueBounds(Optional.empty(), Optional.empty(), Lengths.NONE);

  private static final int NAMED_MAX = 12;

  /** A range (OPC 10000-8, 5.6.2), inclusive, with the name of the property that says so. */
  record Span(String property, double low, double high) {
    boolean holds(BigDecimal raw) {
      return raw.compareTo(Encoding.decimal(low)) >= 0
          && raw.compareTo(Encoding.decimal(high)) <= 0;
    }

    @Override
    public String toString() {
      return "%s %s to %s"
          .formatted(
              property,
              Encoding.decimal(low).toPlainString(),
              Encoding.decimal(high).toPlainString());
    }
  }

  /**
   * The node's own properties MaxStringLength and MaxByteStringLength (in bytes) and
   * MaxArrayLength, or the server's capabilities of these names; zero where neither says.
   */
  record Lengths(long text, long octets, long elements) {
    static final Lengths NONE = new Lengths(0, 0, 0);
  }

  /**
   * As a profile wants them looked at: {@code euRange: ignore} for a machine that takes what lies
   * outside of its normal range.
   */
  ValueBounds seenBy(Resource resource) {
    boolean ignored = "ignore".equals(resource.attributes().get("euRange"));
    return new ValueBounds(
        range.filter(span -> !(ignored && span.property().equals("EURange"))), words, lengths);
  }

  /** Why this may not be written; empty where nothing speaks against it. */
  Optional<String> misfit(Variant value) {
    Object raw = value.value();
    if (!ValueConversion.isArray(raw)) {
      return element(raw);
    }
    Object elements = ValueConversion.elementsOf(raw);
    int length = Array.getLength(elements);
    Optional<String> tooMany = tooMany(length);
    if (tooMany.isPresent()) {
      return tooMany;
    }
    for (int each = 0; each < length; each++) {
      Optional<String> misfit = element(Array.get(elements, each));
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  /** Why a list may not have so many elements; empty where it may. */
  Optional<String> tooMany(int length) {
    return lengths.elements() > 0 && length > lengths.elements()
        ? Optional.of(tooLong("list has", length, "elements", lengths.elements()))
        : Optional.empty();
  }

  private Optional<String> element(@Nullable Object raw) {
    return switch (raw) {
      case Float number -> outside(Encoding.decimal(number));
      case Double number -> outside(Encoding.decimal(number));
      case UNumber number -> outside(new BigDecimal(number.toString()));
      case Number number -> outside(new BigDecimal(number.toString()));
      case String text -> tooLong("text has", bytes(text), lengths.text());
      case ByteString octets -> tooLong("octets are", octets.length(), lengths.octets());
      case null -> Optional.empty();
      case Object other -> Optional.empty();
    };
  }

  private Optional<String> outside(BigDecimal raw) {
    String number = raw.toPlainString();
    Optional<String> outside =
        range
            .filter(span -> !span.holds(raw))
            .map(span -> "%s is outside the node's %s".formatted(number, span));
    return outside.or(
        () ->
            words
                .filter(known -> known.keySet().stream().noneMatch(each -> is(each, raw)))
                .map(
                    known -> "%s is none of the node's values %s".formatted(number, named(known))));
  }

  private static boolean is(long word, BigDecimal raw) {
    return BigDecimal.valueOf(word).compareTo(raw) == 0;
  }

  private static String named(SortedMap<Long, String> words) {
    String some =
        words.entrySet().stream()
            .limit(NAMED_MAX)
            .map(each -> each.getKey() + " (" + each.getValue() + ")")
            .collect(Collectors.joining(", "));
    return words.size() > NAMED_MAX ? some + ", …" : some;
  }

  private static Optional<String> tooLong(String what, long bytes, long most) {
    return most > 0 && bytes > most
        ? Optional.of(tooLong(what, bytes, "bytes", most))
        : Optional.empty();
  }

  private static String tooLong(String what, long found, String unit, long most) {
    return "the %s %d %s; the node holds %d".formatted(what, found, unit, most);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
