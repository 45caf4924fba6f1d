package dev.lockstep.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URI template (RFC 6570) whose variables are single values. Expands all operators; a list or map
 * as a value is not known here.
 */
final class UriTemplate {
  private static final Pattern EXPRESSION = Pattern.compile("\\{([+#./;?&]?)([^{}]*)}");
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z0-9_%.-]+)(?::([1-9][0-9]{0,3})|\\*)?");
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

  private final String text;

  /** A template that cannot be expanded: the sentence says why. */
  static final class UnknownVariableException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownVariableException(String message) {
      super(message);
    }
  }

  UriTemplate(String text) {
    this.text = text;
  }

  /** How an operator joins what it expands (RFC 6570, appendix A). */
  private record Operator(
      String first, String separator, boolean named, boolean emptySign, boolean reserved) {
    static Operator of(String symbol) {
      return switch (symbol) {
        case "+" -> new Operator("", ",", false, false, true);
        case "#" -> new Operator("#", ",", false, false, true);
        case "." -> new Operator(".", ".", false, false, false);
        case "/" -> new Operator("/", "/", false, false, false);
        case ";" -> new Operator(";", ";", true, false, false);
        case "?" -> new Operator("?", "&", true, true, false);
        case "&" -> new Operator("&", "&", true, true, false);
        default -> new Operator("", ",", false, false, false);
      };
    }
  }

  /**
   * The URI.
   *
   * @param values of the variables, by name
   */
  String expand(Function<String, Optional<String>> values) throws UnknownVariableException {
    StringBuilder expanded = new StringBuilder();
    Matcher matcher = EXPRESSION.matcher(text);
    int end = 0;
    while (matcher.find()) {
      expanded.append(literal(text.substring(end, matcher.start())));
      expanded.append(expression(Operator.of(matcher.group(1)), matcher.group(2), values));
      end = matcher.end();
    }
    return expanded.append(literal(text.substring(end))).toString();
  }

  private static String literal(String literal) throws UnknownVariableException {
    if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
      throw new UnknownVariableException("a brace without its other half");
    }
    return literal;
  }

  private static String expression(
      Operator operator, String variables, Function<String, Optional<String>> values)
      throws UnknownVariableException {
    StringBuilder expanded = new StringBuilder(operator.first());
    boolean more = false;
    for (String each : variables.split(",", -1)) {
      Matcher variable = VARIABLE.matcher(each);
      if (!variable.matches()) {
        throw new UnknownVariableException("\"%s\" is no variable of a template".formatted(each));
      }
      String name = variable.group(1);
      Optional<String> value = values.apply(name);
      if (value.isEmpty()) {
        throw new UnknownVariableException("the variable \"%s\" has no value".formatted(name));
      }
      if (more) {
        expanded.append(operator.separator());
      }
      more = true;
      String taken = shortened(value.get(), variable.group(2));
      if (operator.named()) {
        expanded.append(name);
        if (!taken.isEmpty() || operator.emptySign()) {
          expanded.append('=');
        }
      }
      expanded.append(encoded(taken, operator.reserved()));
    }
    return expanded.toString();
  }

  private static String shortened(String value, @Nullable String length) {
    if (length == null || value.codePointCount(0, value.length()) <= Integer.parseInt(length)) {
      return value;
    }
    return value.substring(0, value.offsetByCodePoints(0, Integer.parseInt(length)));
  }

  private static String encoded(String value, boolean reserved) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char each = (char) (octet & 0xFF);
      if (UNRESERVED.indexOf(each) >= 0 || (reserved && RESERVED.indexOf(each) >= 0)) {
        encoded.append(each);
      } else {
        encoded.append("%%%02X".formatted((int) each));
      }
    }
    return encoded.toString();
  }
}
