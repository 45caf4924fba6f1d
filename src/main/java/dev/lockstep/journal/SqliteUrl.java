package dev.lockstep.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The JDBC URL of an SQLite file, made here and nowhere else: whatever opens the journal opens the
 * same file. The driver cuts a plain path at the first question mark, so the path goes into an
 * SQLite URI filename (sqlite.org/uri.html) in which every unusual octet is escaped.
 */
public final class SqliteUrl {
  private static final String PREFIX = "jdbc:sqlite:file:";
  private static final String PLAIN = "/-._~";

  private SqliteUrl() {}

  /** Of the file at this path, relative or not; without settings. */
  public static String of(Path file) {
    StringBuilder url = new StringBuilder(PREFIX);
    for (byte octet : file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
      char each = (char) Byte.toUnsignedInt(octet);
      if (isPlain(each)) {
        url.append(each);
      } else {
        url.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return url.toString();
  }

  private static boolean isPlain(char each) {
    return (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z')
        || (each >= '0' && each <= '9')
        || PLAIN.indexOf(each) >= 0;
  }
}
