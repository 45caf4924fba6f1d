package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import io.quarkus.vertx.http.runtime.security.CertificateRoleAttribute;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Roles of client certificates: a properties file, {@code NAME=ROLE[,ROLE]} on each line, where
 * NAME is the common name, or what {@code quarkus.http.auth.certificate-role-attribute} says.
 */
record CertificateRoles(Map<String, Set<String>> byName) {
  static final String KEY = "quarkus.http.auth.certificate-role-properties";

  /** What of a certificate is looked up. */
  static final String ATTRIBUTE = "quarkus.http.auth.certificate-role-attribute";

  CertificateRoles {
    byName = Map.copyOf(byName);
  }

  /**
   * Reads them.
   *
   * @throws StartFailureException with every faulty line
   */
  static CertificateRoles read(Path file) {
    AccountLines lines =
        AccountLines.read(
            KEY, file, FilePermissions.PUBLIC, "lines such as line-control=coordinator");
    return parse(file.toString(), lines.lines());
  }

  static CertificateRoles parse(String file, List<String> lines) {
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
    return new CertificateRoles(roles);
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

  /** The roles of a certificate; none where it is not named. */
  Function<X509Certificate, Set<String>> mapper(String attribute) {
    return new CertificateRoleAttribute(attribute, byName).rolesMapper();
  }
}
