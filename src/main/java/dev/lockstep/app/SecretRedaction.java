package dev.lockstep.app;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Redaction of secrets in text that leaves the plant: the values that are known to be secret,
 * wherever they stand, and what looks like a secret. Names of keys are judged by {@link #isSecret}.
 */
final class SecretRedaction {
  static final String MASK = "(not shown)";

  /** A shorter value would blacken ordinary words. */
  private static final int LENGTH_MIN = 4;

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "password|passwd|passphrase|passcode|secret|token|credential|jaas|api[_.-]?key|encryption-key|private|salt|\\bpin\\b");

  /** Paths and switches, whose names tell of secrets and which hold none. */
  private static final Pattern NO_SECRET =
      Pattern.compile(
          "(-file|\\.path|\\.folder|\\.enabled?|\\.users-file|-(max|min|timeout|period))$");

  private static final List<Pattern> SHAPES =
      List.of(
          Pattern.compile(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(-----END [A-Z ]*-----|\\z)"),
          Pattern.compile("(?i)\\b(?:basic|bearer)\\s+[A-Za-z0-9+/_.~-]{8,}=*"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)?"),
          // All of it, up to the last @: a password may have one, and a token stands alone.
          Pattern.compile("(?<=://)[^/\\s\"'<>]{1,500}(?=@)"),
          Pattern.compile(
              "(?i)(?<=(?:password|passwd|passphrase|passcode|secret|token|api[_-]?key)[\"']?\\s{0,2}[=:]\\s{0,2})(?!\\(not shown)(?:\"[^\"\\r\\n]{1,200}\"|'[^'\\r\\n]{1,200}'|[^\\s,;}&]{1,200})"));

  private final List<String> known;

  /**
   * @param known values that are secret
   */
  SecretRedaction(Set<String> known) {
    // The longest first: one may be part of another.
    this.known =
        known.stream()
            .filter(each -> each.length() >= LENGTH_MIN)
            .flatMap(SecretRedaction::spellings)
            .distinct()
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
  }

  /** As it is, and as it stands inside JSON or a URL. */
  private static Stream<String> spellings(String secret) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
    String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return Stream.of(secret, quoted, inUrl, inUrl.replace("+", "%20"));
  }

  /** Whether the value of this key is a secret. */
  static boolean isSecret(String key) {
    String name = key.toLowerCase(Locale.ROOT);
    return SECRET_NAME.matcher(name).find() && !NO_SECRET.matcher(name).find();
  }

  /** The same of a variable of the environment. */
  static boolean isSecretVariable(String name) {
    return isSecret(name.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** The text without them. */
  String of(String text) {
    String redacted = text;
    for (String each : known) {
      redacted = redacted.replace(each, MASK);
    }
    for (Pattern each : SHAPES) {
      redacted = each.matcher(redacted).replaceAll(Matcher.quoteReplacement(MASK));
    }
    return redacted;
  }
}
