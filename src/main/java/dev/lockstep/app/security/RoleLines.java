package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines {@code NAME=ROLE[,ROLE]} of a properties file, by their names. */
record RoleLines(Map<String, Set<String>> byName) {
  RoleLines {
    byName = Map.copyOf(byName);
  }

  /**
   * Parses them.
   *
   * @param file for the messages
   * @throws StartFailureException with every faulty line
   */
  static RoleLines parse(String file, List<String> lines) {
    Map<String, Set<String>> roles = new HashMap<>();
    List<String> faults = new ArrayList<>();
    for (int number = 1; number <= lines.size(); number++) {
      String place = file + ":" + number + ": ";
      for (Map.Entry<String, String> entry : entries(lines.get(number - 1)).entrySet()) {
        Set<String> named = roles(entry.getValue());
        if (named.isEmpty() || !UserFile.ROLES.containsAll(named)) {
          faults.add(
              place + "expected NAME=ROLE[,ROLE]; the roles are " + new TreeSet<>(UserFile.ROLES));
        } else if (roles.put(entry.getKey(), named) != null) {
          faults.add(place + "the name " + entry.getKey() + " is there twice");
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new StartFailureException(String.join(System.lineSeparator(), faults));
    }
    return new RoleLines(roles);
  }

  /** At most one: Java's own reader, so that escapes ({@code CN\=x}) mean what they mean there. */
  private static Map<String, String> entries(String line) {
    Properties one = new Properties();
    try {
      one.load(new StringReader(line));
    } catch (IllegalArgumentException badEscape) {
      return Map.of(line, "");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return one.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, one::getProperty));
  }

  private static Set<String> roles(String text) {
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(role -> !role.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
