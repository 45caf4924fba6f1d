package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/lockstep} of a package that holds the native executable; a script stands for it. */
class NativeLauncherTest {
  @TempDir private Path home;

  private record Said(long process, int code, List<String> out, String err) {}

  @BeforeEach
  void packageWithAnExecutable() throws IOException {
    for (String each : List.of("bin", "lib", "conf")) {
      Files.createDirectories(home.resolve(each));
    }
    Path launcher = Path.of("src/main/distribution/bin/lockstep");
    Files.copy(launcher, home.resolve("bin/lockstep"));
    executable(home.resolve("bin/lockstep"));
    Files.writeString(home.resolve("conf/application.properties"), "");
    Path stand = home.resolve("lib/lockstep-native");
    Files.writeString(stand, "#!/bin/sh\necho $$\nprintf '%s\\n' \"$@\"\nexit 7\n");
    executable(stand);
  }

  @Test
  void executableTakesTheLaunchersPlaceSoThatSignalsReachIt() throws Exception {
    Said said = lockstep(Map.of(), "check", "a file.yaml");

    assertThat(said.err()).isEmpty();
    assertThat(said.out().getFirst()).isEqualTo(Long.toString(said.process()));
    assertThat(said.code()).isEqualTo(7);
  }

  @Test
  void executableIsToldWhereItsHomeAndConfigurationAre() throws Exception {
    Path real = home.toRealPath();

    assertThat(lockstep(Map.of(), "check", "a file.yaml").out().subList(1, 6))
        .containsExactly(
            "-Xmn16m",
            "-Dlockstep.home=" + real,
            "-Dquarkus.config.locations=file://" + real + "/conf/application.properties",
            "check",
            "a file.yaml");
  }

  @Test
  void onlyThoseJavaOptionsArePassedOnThatAnImageUnderstands() throws Exception {
    String options = "-XX:+UseSerialGC -Xmx64m -Dquarkus.http.port=9 --enable-preview -ea";

    assertThat(lockstep(Map.of("JAVA_OPTS", options), "run").out().subList(4, 7))
        .containsExactly("-Xmx64m", "-Dquarkus.http.port=9", "run");
  }

  @Test
  void itsYoungGenerationIsSmallUnlessItIsSaidOtherwise() throws Exception {
    assertThat(lockstep(Map.of("JAVA_OPTS", "-Xmn32m -Xmx64m"), "run").out())
        .contains("-Xmn32m", "-Xmx64m")
        .doesNotContain("-Xmn16m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm-up", "warm-up --help"})
  void warmUpIsAnsweredWithoutTheExecutable(String call) throws Exception {
    Said said = lockstep(Map.of(), call.split(" "));

    assertThat(said.code()).isZero();
    assertThat(said.out()).singleElement().asString().contains("nothing to do");
  }

  /** No {@code java} is on the PATH and no JAVA_HOME is set: an edge PC may have none. */
  private Said lockstep(Map<String, String> environment, String... arguments) throws Exception {
    var builder = new ProcessBuilder(home.resolve("bin/lockstep").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = text(process.getInputStream().readAllBytes());
    String err = text(process.getErrorStream().readAllBytes());
    return new Said(process.pid(), process.waitFor(), out.lines().toList(), err);
  }

  private static void executable(Path file) {
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
