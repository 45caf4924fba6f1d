package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Lines of a file that says who may call. */
record AccountLines(List<String> lines) {
  private static final int BYTES_MAX = 1 << 20;

  AccountLines {
    lines = List.copyOf(lines);
  }

  /**
   * Reads them.
   *
   * @param key of the file, as it is configured
   * @param content what a person would make the file of
   * @throws StartFailureException where it cannot be read, or others may do with it what they must
   *     not
   */
  static AccountLines read(String key, Path file, FilePermissions wanted, String content) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw StartFailureException.value(key, file, "more than 1 MiB is not read");
      }
      wanted
          .objection(file)
          .ifPresent(
              objection -> {
                throw StartFailureException.value(key, file, objection);
              });
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new AccountLines(text.lines().toList());
    } catch (NoSuchFileException missing) {
      throw StartFailureException.value(key, file, "there is no such file; make it of " + content);
    } catch (IOException unreadable) {
      throw StartFailureException.value(
          key,
          file,
          "the file cannot be read; it must be UTF-8, and the gateway's user must be allowed to"
              + " read it (%s)".formatted(unreadable));
    }
  }
}
