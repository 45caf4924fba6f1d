package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.rest.Roles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * User file, one user on each line: {@code NAME ROLE[,ROLE] HASH}. Empty lines and lines that begin
 * with {@code #} are ignored. A file without users admits no user.
 */
record UserFile(Map<String, User> byName) {
  static final String KEY = "lockstep.security.users-file";
  static final Set<String> ROLES =
      Set.of(Roles.COORDINATOR, Roles.OPERATOR, Roles.SIBLING, Roles.VIEWER);
  private static final String FORM = "NAME ROLE[,ROLE] HASH, as `lockstep user` prints it";

  /** A user. */
  record User(String name, Set<String> roles, PasswordHash password) {}

  UserFile {
    byName = Map.copyOf(byName);
  }

  /**
   * Reads them.
   *
   * @throws StartFailureException with every faulty line
   */
  static UserFile read(Path file) {
    AccountLines lines =
        AccountLines.read(KEY, file, FilePermissions.SECRET, "lines that `lockstep user` prints");
    return parse(file.toString(), lines.lines());
  }

  static UserFile parse(String file, List<String> lines) {
    Map<String, User> users = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String place = file + ":" + number + ": ";
      Optional<User> user = user(line);
      if (user.isEmpty()) {
        faults.add(place + "expected " + FORM);
      } else if (user.get().name().indexOf(':') >= 0) {
        // HTTP Basic could not carry it (RFC 7617, 2), and "oidc:" is the provider's.
        faults.add(place + "a name has no colon in it");
      } else if (!ROLES.containsAll(user.get().roles())) {
        faults.add(place + "the roles are " + new TreeSet<>(ROLES));
      } else if (users.put(user.get().name(), user.get()) != null) {
        faults.add(place + "the user " + user.get().name() + " is there twice");
      }
    }
    if (!faults.isEmpty()) {
      throw new StartFailureException(String.join(System.lineSeparator(), faults));
    }
    return new UserFile(users);
  }

  private static Optional<User> user(String line) {
    String[] parts = line.split("\\s+", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    Set<String> roles = new TreeSet<>(List.of(parts[1].split(",", -1)));
    return PasswordHash.parse(parts[2]).map(hash -> new User(parts[0], roles, hash));
  }
}
