package dev.lockstep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tables of {@code profiles-and-devices.md}: what stands in code in the first column. */
public final class KeyReference {
  private static final Path PAGE = Path.of("src/site/markdown/profiles-and-devices.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private KeyReference() {}

  /** The keys of the tables whose head, first cell, is this; under this heading. */
  public static Set<String> keys(String heading, String head) {
    Set<String> keys = new TreeSet<>();
    String section = "";
    String table = "";
    for (String line : lines()) {
      if (line.startsWith("#")) {
        section = line.replaceFirst("^#+ ", "");
      }
      String first = line.startsWith("| ") ? line.split("\\|", 3)[1].strip() : "";
      if (first.isEmpty()) {
        table = line.startsWith("|--") ? table : "";
      } else if (table.isEmpty()) {
        table = first;
      } else if (section.equals(heading) && table.equals(head)) {
        CODE.matcher(first).results().map(found -> found.group(1)).forEach(keys::add);
      }
    }
    return keys;
  }

  /** All that stands in code on the page. */
  public static Set<String> words() {
    Set<String> words = new TreeSet<>();
    lines()
        .forEach(line -> CODE.matcher(line).results().map(MatchResult::group).forEach(words::add));
    return words;
  }

  /** The whole page. */
  public static String text() {
    return String.join("\n", lines());
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(PAGE);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
