package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import io.quarkus.vertx.http.runtime.security.CertificateRoleAttribute;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
    return new CertificateRoles(RoleLines.parse(file, lines).byName());
  }

  /** The roles of a certificate; none where it is not named. */
  Function<X509Certificate, Set<String>> mapper(String attribute) {
    return new CertificateRoleAttribute(attribute, byName).rolesMapper();
  }
}
