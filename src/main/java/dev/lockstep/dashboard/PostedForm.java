package dev.lockstep.dashboard;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Form as a browser posts it ({@code application/x-www-form-urlencoded}).
 *
 * @param fields by name; each may be there several times
 */
record PostedForm(Map<String, List<String>> fields) {
  /** Bytes of a form: a reason, and a page of chosen ids. */
  static final int BYTES_MAX = 1 << 16;

  private static final int FIELDS_MAX = 1_000;

  /** Characters of a reason. */
  static final int REASON_MAX = 500;

  private static final int NAME_MAX = 64;

  /**
   * Reads it.
   *
   * @throws RequestRefusedException MALFORMED
   */
  static PostedForm read(byte[] body) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String[] pairs = new String(body, StandardCharsets.UTF_8).split("&", -1);
    if (pairs.length > FIELDS_MAX) {
      throw new RequestRefusedException(
          ProblemType.LIMIT_EXCEEDED, "a form has %d fields at most".formatted(FIELDS_MAX));
    }
    for (String each : pairs) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        fields
            .computeIfAbsent(decoded(each.substring(0, equals)), name -> new ArrayList<>())
            .add(decoded(each.substring(equals + 1)));
      }
    }
    return new PostedForm(fields);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException garbled) {
      throw new RequestRefusedException(
          ProblemType.MALFORMED, "the form is not application/x-www-form-urlencoded");
    }
  }

  /** The field's value; empty where it is not there. */
  String text(String name) {
    return fields.getOrDefault(name, List.of("")).getFirst();
  }

  List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /**
   * What is wrong with the reason, for the field that it is typed into; empty where it is right.
   */
  Optional<String> reasonFault() {
    return fault(text("reason"), REASON_MAX, "Say why: the reason is kept with the record.");
  }

  /** What is wrong with the name of an operator who did not log in. */
  Optional<String> operatorFault() {
    return fault(text("operator"), NAME_MAX, "Say who decides: no login is configured.");
  }

  private static Optional<String> fault(String text, int most, String missing) {
    if (text.isBlank()) {
      return Optional.of(missing);
    }
    int length = text.strip().length();
    return length <= most
        ? Optional.empty()
        : Optional.of("At most %d characters; these are %d.".formatted(most, length));
  }

  /** The reason, without blanks around it; only where it has no {@link #reasonFault}. */
  String reason() {
    return text("reason").strip();
  }

  /** The name of an operator who did not log in. */
  String operator() {
    return text("operator").strip();
  }
}
