package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFileWriterTest {
  @TempDir Path folder;

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void newFileIsForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("users");

    new UserFileWriter(file).put("anna", "anna viewer x");

    assertThat(file).hasContent("anna viewer x");
    assertThat(permissions(file)).isEqualTo("rw-------");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void lineOfTheUserIsReplacedWhereItStandsAndAllElseStays() throws IOException {
    Path file =
        Files.writeString(folder.resolve("users"), "# all\nanna viewer x\nann operator y\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    new UserFileWriter(file).put("anna", "anna operator z");

    assertThat(file).hasContent("# all\nanna operator z\nann operator y");
    assertThat(permissions(file)).isEqualTo("rw-r-----");
  }
}
