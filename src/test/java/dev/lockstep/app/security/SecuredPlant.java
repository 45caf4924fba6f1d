package dev.lockstep.app.security;

import dev.lockstep.app.SimulatedPlant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The same, where everybody must say who they are; each user has the same password. */
public class SecuredPlant extends SimulatedPlant {
  public static final String PASSWORD = "correct horse";
  public static final String NOTICE = "Line control of plant 3. What is done here is recorded.";

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> keys = new HashMap<>(super.getConfigOverrides());
    keys.put("lockstep.security.users-file", users().toString());
    keys.put("lockstep.security.notice", NOTICE);
    keys.put("quarkus.http.access-log.enabled", "true");
    keys.put("quarkus.http.access-log.exclude-pattern", "/q/.*");
    return keys;
  }

  private static Path users() {
    String hash = PasswordHash.of(PASSWORD.toCharArray(), new byte[16], 1_000).text();
    try {
      Path file = SimulatedPlant.folder().resolve("users");
      UserFileWriter users = new UserFileWriter(file);
      users.put("cora", "cora coordinator " + hash);
      users.put("otto", "otto operator,viewer " + hash);
      users.put("vera", "vera viewer " + hash);
      return file;
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }
}
