package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a plan: what a person says when the plan is played. Typed and limited as a device
 * resource is.
 *
 * @param resource its name, type, limits and units
 * @param enumeration the only values that are allowed; empty: any within the limits
 * @param defaultValue used where none is given
 * @param required whether the plan cannot be played without a value for it
 * @param description for people; may be empty
 */
public record PlanParameter(
    Resource resource,
    List<Value> enumeration,
    Optional<Value> defaultValue,
    boolean required,
    String description) {
  public PlanParameter {
    enumeration = List.copyOf(enumeration);
  }

  public String name() {
    return resource.name().value();
  }

  public ValueType type() {
    return resource.type();
  }

  /** Whether it always has a value when the plan is played. */
  boolean always() {
    return required || defaultValue.isPresent();
  }

  /** Whether its value can stand inside a text. */
  boolean scalar() {
    return switch (type().kind()) {
      case FLAG, TEXT, WHOLE, REAL, BINARY -> true;
      case STRUCTURE, LISTING -> false;
    };
  }

  /** The allowed values as parsed JSON. */
  public List<Object> allowed() {
    return enumeration.stream().map(PlanParameter::json).toList();
  }

  /** The default as parsed JSON. */
  public Optional<Object> usual() {
    return defaultValue.map(PlanParameter::json);
  }

  /** The value that was given. */
  Coerced take(@Nullable Object given, int textMax) {
    if (given instanceof String text && text.length() > textMax) {
      return not(
          Code.OUT_OF_RANGE,
          "%d characters; at most %d are allowed".formatted(text.length(), textMax));
    }
    return checked(Coercion.of(type(), given));
  }

  /** A value of the plan itself. */
  Coerced take(Yaml yaml) {
    return checked(Coercion.of(type(), yaml));
  }

  private Coerced checked(Coerced coerced) {
    if (!(coerced instanceof Coerced.To(Value value))) {
      return coerced;
    }
    Optional<Resource.Misfit> misfit = resource.misfit(value);
    if (misfit.isPresent()) {
      return new Coerced.Not(misfit.get());
    }
    return enumeration.isEmpty() || enumeration.contains(value)
        ? coerced
        : not(Code.OUT_OF_RANGE, "%s is not among %s".formatted(shown(value), listed()));
  }

  private static Coerced not(Code code, String detail) {
    return new Coerced.Not(new Resource.Misfit(code, detail));
  }

  private static String shown(Value value) {
    return SpellingSuggestion.shortened(value.toString());
  }

  private String listed() {
    return enumeration.stream().map(PlanParameter::shown).collect(Collectors.joining(", "));
  }

  /** What it takes, for messages: type, limits and units. */
  String wanted() {
    String limits = resource.limits().equals(Resource.Limits.NONE) ? "" : ", " + resource.limits();
    String units = resource.units().isEmpty() ? "" : " " + resource.units();
    String words = enumeration.isEmpty() ? "" : ", one of " + listed();
    return type().edgeXName() + limits + units + words;
  }

  /** 20, and not 2E+1: as a person would write it. */
  private static BigDecimal written(BigDecimal amount) {
    return amount.scale() < 0 ? amount.setScale(0) : amount;
  }

  /** A value as parsed JSON: String, Boolean, BigDecimal, List or Map of the same. */
  static Object json(Value value) {
    return switch (value) {
      case Value.Flag flag -> flag.on();
      case Value.Numeric numeric -> written(numeric.amount());
      case Value.Text text -> text.text();
      case Value.Octets octets -> octets.base64();
      case Value.Listing listing -> {
        List<Object> elements = new ArrayList<>();
        listing.elements().forEach(each -> elements.add(json(each)));
        yield List.copyOf(elements);
      }
      case Value.Structure structure -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        structure.fields().forEach((name, each) -> fields.put(name, json(each)));
        yield fields;
      }
      case Value.Null none -> throw new IllegalStateException("null is only ever read");
      case Value.NonFinite number -> throw new IllegalStateException("only ever read: " + number);
    };
  }
}
