package dev.lockstep.app.tracing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Headers for the endpoint in a file of their own, read for each export, so that a token may be
 * replaced while the gateway runs. What they say reaches no log.
 */
final class HeadersFile implements Supplier<Map<String, String>> {
  /** RFC 9110, 5.1 and 5.5. */
  private static final Pattern LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \\t]*([\\x21-\\x7e][\\x20-\\x7e]*)");

  private static final long OCTETS_MAX = 64 * 1024;

  private final Path file;
  private volatile Map<String, String> last;

  private HeadersFile(Path file, Map<String, String> first) {
    this.file = file;
    this.last = first;
  }

  /**
   * The headers of that file.
   *
   * @throws IllegalArgumentException where it cannot be used; the message names the line and not
   *     what stands in it
   */
  static HeadersFile of(Path file) {
    try {
      return new HeadersFile(file, read(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("cannot be read: " + unreadable, unreadable);
    }
  }

  /** As the file is now; while it cannot be used, as it was. */
  @Override
  public Map<String, String> get() {
    try {
      last = read(file);
    } catch (IOException | IllegalArgumentException unusable) {
      // A file that is being replaced; the endpoint says so where the old ones do not do.
      return last;
    }
    return last;
  }

  private static Map<String, String> read(Path file) throws IOException {
    if (Files.size(file) > OCTETS_MAX) {
      throw new IllegalArgumentException("has more than %d octets".formatted(OCTETS_MAX));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        Matcher header = LINE.matcher(line.strip());
        if (!header.matches()) {
          throw new IllegalArgumentException(
              "line %d is no header; one like Authorization: Bearer … would be right"
                  .formatted(number));
        }
        headers.put(header.group(1), header.group(2));
      }
    }
    return Map.copyOf(headers);
  }
}
