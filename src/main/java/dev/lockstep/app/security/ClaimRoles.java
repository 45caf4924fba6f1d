package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Roles of what an OpenID provider says of a caller: a properties file, {@code VALUE=ROLE[,ROLE]}
 * on each line, where VALUE is one of those that the claim {@code lockstep.oidc.roles-claim} holds.
 */
record ClaimRoles(Map<String, Set<String>> byValue) {
  static final String KEY = "lockstep.oidc.roles-file";

  ClaimRoles {
    byValue = Map.copyOf(byValue);
  }

  /**
   * Reads them.
   *
   * @throws StartFailureException with every faulty line
   */
  static ClaimRoles read(Path file) {
    AccountLines lines =
        AccountLines.read(
            KEY, file, FilePermissions.PUBLIC, "lines such as plant-operators=operator,viewer");
    return parse(file.toString(), lines.lines());
  }

  static ClaimRoles parse(String file, List<String> lines) {
    return new ClaimRoles(RoleLines.parse(file, lines).byName());
  }

  /** The roles of all these values together; none where none of them is named. */
  Set<String> of(Collection<String> values) {
    Set<String> roles = new TreeSet<>();
    values.stream().map(byValue::get).filter(Objects::nonNull).forEach(roles::addAll);
    return roles;
  }
}
