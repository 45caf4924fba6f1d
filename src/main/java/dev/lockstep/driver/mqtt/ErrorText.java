package dev.lockstep.driver.mqtt;

import java.util.stream.Collectors;

/** Texts from outside, made safe for messages and log. */
final class ErrorText {
  private static final int LENGTH_MAX = 200;

  private ErrorText() {}

  /** At most 200 characters, none of them a control character. */
  static String brief(String text) {
    String shown =
        text.codePoints()
            .limit(LENGTH_MAX)
            .map(each -> Character.isISOControl(each) ? ' ' : each)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return shown.length() < text.length() ? shown + "…" : shown;
  }

  /** The message of the innermost cause. */
  static String of(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null || message.isBlank()
        ? innermost.getClass().getSimpleName()
        : brief(message);
  }
}
