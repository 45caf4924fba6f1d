package dev.lockstep.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.device.ValueType;
import dev.lockstep.rest.PlanViews;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form of a plan, made of its parameters: types, limits, usual values, enumerations. */
final class PlanFields {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Object> FLAGS = List.of(true, false);

  private PlanFields() {}

  /**
   * A field for each parameter, in the order of the plan.
   *
   * @param faults by the parameter's name
   */
  static List<PlanField> of(
      List<PlanViews.Parameter> parameters, PlanValues values, Map<String, String> faults) {
    return parameters.stream()
        .map(each -> field(each, values, faults.getOrDefault(each.name(), "")))
        .toList();
  }

  private static PlanField field(PlanViews.Parameter parameter, PlanValues values, String fault) {
    Optional<ValueType> type = ValueType.named(parameter.valueType());
    String usual = parameter.defaultValue().map(PlanFields::text).orElse("");
    String value = values.given() ? values.texts().getOrDefault(parameter.name(), "") : usual;
    PlanField.Input input = input(parameter, type);
    boolean whole = type.filter(each -> each.kind() == ValueType.Kind.WHOLE).isPresent();
    return new PlanField(
        parameter.name(),
        parameter.units().isEmpty()
            ? parameter.name()
            : "%s [%s]".formatted(parameter.name(), parameter.units()),
        input,
        whole ? "1" : "any",
        bound(parameter.minimum().map(PlanFields::text), type, false),
        bound(parameter.maximum().map(PlanFields::text), type, true),
        input == PlanField.Input.CHOICE ? options(parameter, type, value) : List.of(),
        parameter.required(),
        value,
        hint(parameter, input, usual),
        fault);
  }

  private static PlanField.Input input(PlanViews.Parameter parameter, Optional<ValueType> type) {
    if (!parameter.enumeration().isEmpty()) {
      return PlanField.Input.CHOICE;
    }
    return type.map(
            each ->
                switch (each.kind()) {
                  case FLAG -> PlanField.Input.CHOICE;
                  case WHOLE, REAL -> PlanField.Input.NUMBER;
                  case TEXT, BINARY -> PlanField.Input.TEXT;
                  case STRUCTURE, LISTING -> PlanField.Input.AREA;
                })
        .orElse(PlanField.Input.TEXT);
  }

  /** The plan's limit; else, of a whole number, the end of its type's range. */
  private static String bound(Optional<String> limit, Optional<ValueType> type, boolean upper) {
    return limit
        .or(
            () ->
                type.filter(each -> each.kind() == ValueType.Kind.WHOLE)
                    .map(each -> end(each, upper).toString()))
        .orElse("");
  }

  private static BigInteger end(ValueType type, boolean upper) {
    boolean signed = type.edgeXName().startsWith("Int");
    int bits = Integer.parseInt(type.edgeXName().replaceAll("\\D", "")) - (signed ? 1 : 0);
    BigInteger beyond = BigInteger.ONE.shiftLeft(bits);
    if (upper) {
      return beyond.subtract(BigInteger.ONE);
    }
    return signed ? beyond.negate() : BigInteger.ZERO;
  }

  private static List<PlanField.Option> options(
      PlanViews.Parameter parameter, Optional<ValueType> type, String value) {
    List<PlanField.Option> options = new ArrayList<>();
    if (parameter.defaultValue().isEmpty()) {
      String none = parameter.required() ? "choose" : "leave out";
      options.add(new PlanField.Option("", none, value.isEmpty()));
    }
    boolean flag = type.filter(each -> each.kind() == ValueType.Kind.FLAG).isPresent();
    for (Object each :
        flag && parameter.enumeration().isEmpty() ? FLAGS : parameter.enumeration()) {
      String text = text(each);
      options.add(new PlanField.Option(text, text, text.equals(value)));
    }
    return options;
  }

  private static String hint(PlanViews.Parameter parameter, PlanField.Input input, String usual) {
    List<String> hints = new ArrayList<>();
    if (!parameter.description().isEmpty()) {
      hints.add(parameter.description());
    }
    hints.add(
        input == PlanField.Input.AREA ? parameter.valueType() + " as JSON" : parameter.valueType());
    limits(parameter).ifPresent(hints::add);
    if (!usual.isEmpty()) {
      hints.add(input == PlanField.Input.CHOICE ? "usually " + usual : "empty: " + usual);
    } else if (!parameter.required()) {
      hints.add("may be left out");
    }
    return String.join("; ", hints);
  }

  private static Optional<String> limits(PlanViews.Parameter parameter) {
    Optional<String> least = parameter.minimum().map(PlanFields::text);
    Optional<String> most = parameter.maximum().map(PlanFields::text);
    if (least.isPresent() && most.isPresent()) {
      return Optional.of("%s to %s".formatted(least.get(), most.get()));
    }
    return least.map("at least "::concat).or(() -> most.map("at most "::concat));
  }

  /** A value as a person types it: text as it is, a number without an exponent, all else JSON. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case BigDecimal number -> number.toPlainString();
      case Boolean flag -> flag.toString();
      default -> json(value);
    };
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("parsed JSON that is none: " + value, impossible);
    }
  }
}
