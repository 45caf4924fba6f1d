package dev.lockstep.app.security;

import dev.lockstep.app.SimulatedPlant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The same, where everybody must say who they are. */
public final class SecuredPlant extends SimulatedPlant {
  public static final String PASSWORD = "correct horse";
  public static final int LOGINS_MAX = 2;

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> keys = new HashMap<>(super.getConfigOverrides());
    keys.put("lockstep.security.users-file", users().toString());
    keys.put("lockstep.security.logins-max", Integer.toString(LOGINS_MAX));
    return keys;
  }

  private static Path users() {
    String hash = PasswordHash.of(PASSWORD.toCharArray(), new byte[16], 1_000).text();
    try {
      return Files.writeString(
          SimulatedPlant.folder().resolve("users"),
          """
          cora coordinator %1$s
          otto operator,viewer %1$s
          vera viewer %1$s
          """
              .formatted(hash));
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }
}
