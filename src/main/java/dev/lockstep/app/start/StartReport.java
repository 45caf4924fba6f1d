package dev.lockstep.app.start;

import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.device.AddressText;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Message for the operator where the gateway does not start. */
final class StartReport {
  private static final int CAUSES_MAX = 50;
  // Codes and classes are for programmers; what remains names the key, its value and what is wrong.
  private static final Pattern LIBRARY_WORDS = Pattern.compile("java\\.[a-zA-Z.]+: |SRCFG\\d+: ");
  private static final Pattern UNKNOWN_KEY =
      Pattern.compile("SRCFG00050: (\\S+) in (.*) does not map to any root");

  private StartReport() {}

  /**
   * One line where an operator can correct it; the stack trace where it is a fault of the gateway.
   */
  static String of(Throwable fault) {
    Throwable each = fault;
    for (int depth = 0; each != null && depth < CAUSES_MAX; depth++) {
      Optional<String> told = message(each);
      if (told.isPresent()) {
        return told.get();
      }
      each = each.getCause();
    }
    StringWriter stack = new StringWriter();
    fault.printStackTrace(new PrintWriter(stack));
    return "a fault of the gateway itself, please report it: " + stack;
  }

  private static Optional<String> message(Throwable fault) {
    return switch (fault) {
      case StartFailureException failure -> Optional.of(String.valueOf(failure.getMessage()));
      case QuarkusBindException taken ->
          Optional.of(
              "quarkus.http.port: another process listens at %s:%d already; choose another port"
                  .formatted(taken.getHost(), taken.getPort()));
      case ConfigValidationException wrong -> Optional.of(message(wrong));
      default -> Optional.empty();
    };
  }

  private static String message(ConfigValidationException wrong) {
    StringBuilder text = new StringBuilder("the configuration cannot be used:");
    for (int each = 0; each < wrong.getProblemCount(); each++) {
      String problem = AddressText.withoutUser(plain(wrong.getProblem(each)));
      text.append(System.lineSeparator()).append("  ").append(problem);
    }
    return text.toString();
  }

  private static String plain(ConfigValidationException.Problem problem) {
    String message = String.valueOf(problem.getMessage());
    Matcher unknown = UNKNOWN_KEY.matcher(message);
    return unknown.matches()
        ? "%s (%s) is no key of Lockstep; conf/application.properties shows those that there are"
            .formatted(unknown.group(1), unknown.group(2))
        : LIBRARY_WORDS
            .matcher(message)
            .replaceAll("")
            .replace(" threw an Exception whilst being converted", " cannot be used:");
  }
}
