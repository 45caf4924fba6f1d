package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Java a package takes. */
class FindJavaTest {
  private static final Path SCRIPT = Path.of("src/main/distribution/bin/find-java");

  @TempDir Path home;

  @BeforeEach
  void unpack() throws Exception {
    Files.createDirectories(home.resolve("bin"));
    Files.copy(SCRIPT, home.resolve("bin/find-java"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void runtime(String version) throws Exception {
    Path programs = Files.createDirectories(home.resolve("runtime/bin"));
    Files.createFile(programs.resolve("java"));
    Files.setPosixFilePermissions(
        programs.resolve("java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("runtime/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private String found(String program) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/find-java").toString(), program);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process script = builder.start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }

  @Test
  void runtimeOfThePackageIsTakenBeforeAnyOther() throws Exception {
    runtime("25.0.1");
    assertThat(found("java")).isEqualTo(home.toRealPath().resolve("runtime").toString());
  }

  @Test
  void withoutOneTheJavaOfTheEnvironmentIsTaken() throws Exception {
    assertThat(found("java")).isEqualTo(System.getProperty("java.home"));
  }

  /** It has no compiler, and one that is too old is none. */
  @Test
  void runtimeThatWillNotDoIsPassedOver() throws Exception {
    runtime("21.0.2");
    assertThat(found("java")).isEqualTo(System.getProperty("java.home"));
    assertThat(found("javac")).isEqualTo(System.getProperty("java.home"));
  }
}
