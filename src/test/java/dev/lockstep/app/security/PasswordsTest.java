package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.DeviceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  @TempDir Path folder;

  private final Map<String, String> environment =
      Map.of("LOCKSTEP_PASSWORD_PRESS_1", "from the environment");

  @Test
  void fileOfTheDeviceWinsOverTheEnvironmentAndLosesItsLineEnd() throws IOException {
    Files.writeString(folder.resolve("press-1.password"), "from the file \n");

    assertThat(new Passwords(Optional.of(folder), environment::get).of(new DeviceName("press-1")))
        .contains("from the file ");
  }

  @Test
  void environmentServesWhereThereIsNoFile() {
    assertThat(new Passwords(Optional.of(folder), environment::get).of(new DeviceName("press-1")))
        .contains("from the environment");
    assertThat(new Passwords(Optional.empty(), environment::get).of(new DeviceName("oven-1")))
        .isEmpty();
  }

  @Test
  void nameOfADeviceDoesNotLeadOutOfTheFolder() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.writeString(folder.resolve("other.password"), "not yours");

    assertThat(new Passwords(Optional.of(inner), environment::get).of(new DeviceName("../other")))
        .isEmpty();
  }
}
