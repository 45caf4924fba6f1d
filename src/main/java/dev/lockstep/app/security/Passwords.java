package dev.lockstep.app.security;

import dev.lockstep.device.DeviceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The passwords of devices: a file {@code NAME.password} in the folder of secrets, or the
 * environment's {@code LOCKSTEP_PASSWORD_NAME}. Read anew each time, so that a changed one needs no
 * restart. Never logged.
 *
 * @param folder of the files, where there is one
 * @param environment a variable's value, null where it is not set
 */
public record Passwords(Optional<Path> folder, UnaryOperator<@Nullable String> environment) {
  /** What may stand in a file's name; a device's name must not lead out of the folder. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9 _-][A-Za-z0-9 ._-]*");

  /** The device's password; empty where there is none. */
  public Optional<String> of(DeviceName device) {
    String name = device.value();
    if (folder.isPresent() && FILE_NAME.matcher(name).matches()) {
      Optional<String> kept = read(folder.get().resolve(name + ".password"));
      if (kept.isPresent()) {
        return kept;
      }
    }
    String variable =
        "LOCKSTEP_PASSWORD_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return Optional.ofNullable(environment.apply(variable));
  }

  /** The file's text without the line's end; empty where there is no such file. */
  public static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).replaceAll("\\R\\z", ""));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "the secret %s cannot be read; the gateway's user must be allowed to".formatted(file),
          unreadable);
    }
  }
}
