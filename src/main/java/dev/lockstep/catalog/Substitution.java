package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text of a plan with parameters in it: <code>${Speed}</code>. Where it is the whole text, the
 * value keeps its type; inside a text it becomes text. <code>$${</code> stands for <code>${</code>.
 *
 * @param pieces of the text, in order
 */
record Substitution(List<Piece> pieces) {
  static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  private static final String OPEN = "${";
  private static final String ESCAPED = "$${";

  Substitution {
    pieces = List.copyOf(pieces);
  }

  /** A piece of the text. */
  sealed interface Piece {
    record Text(String text) implements Piece {}

    record Reference(String name) implements Piece {}
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException with a sentence, where a reference has no end, or no name
   */
  static Substitution parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      if (text.startsWith(ESCAPED, at)) {
        plain.append(OPEN);
        at += ESCAPED.length();
      } else if (text.startsWith(OPEN, at)) {
        addText(plain, pieces);
        String name = name(text, at);
        pieces.add(new Piece.Reference(name));
        at += OPEN.length() + name.length() + 1;
      } else {
        plain.append(text.charAt(at++));
      }
    }
    addText(plain, pieces);
    return new Substitution(pieces);
  }

  private static void addText(StringBuilder plain, List<Piece> pieces) {
    if (!plain.isEmpty()) {
      pieces.add(new Piece.Text(plain.toString()));
      plain.setLength(0);
    }
  }

  private static String name(String text, int at) {
    int end = text.indexOf('}', at);
    if (end < 0) {
      throw new IllegalArgumentException("${ without a } behind it");
    }
    String name = text.substring(at + OPEN.length(), end);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "${%s} does not name a parameter".formatted(SpellingSuggestion.shortened(name)));
    }
    return name;
  }

  /** The parameters in it. */
  List<String> references() {
    return pieces.stream()
        .filter(Piece.Reference.class::isInstance)
        .map(each -> ((Piece.Reference) each).name())
        .toList();
  }

  /** The parameter that is the whole of it; empty where there is text as well, or another one. */
  Optional<String> whole() {
    return pieces.size() == 1 && pieces.getFirst() instanceof Piece.Reference(String name)
        ? Optional.of(name)
        : Optional.empty();
  }

  /**
   * The value.
   *
   * @param values of the parameters, as parsed JSON
   * @return empty where it is one parameter that has no value
   */
  Optional<Object> apply(Map<String, Object> values) {
    return whole().isPresent()
        ? Optional.ofNullable(values.get(whole().get()))
        : Optional.of(text(values));
  }

  private String text(Map<String, Object> values) {
    StringBuilder text = new StringBuilder();
    for (Piece each : pieces) {
      switch (each) {
        case Piece.Text(String plain) -> text.append(plain);
        case Piece.Reference(String name) -> text.append(text(values.get(name)));
      }
    }
    return text.toString();
  }

  private static String text(@Nullable Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }
}
