package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make native} finds to build with, and what it says where it finds nothing. */
class NativeToolchainTest {
  @TempDir private Path machine;

  private record Said(int code, String out, String err) {}

  @BeforeEach
  void plentyOfMemory() throws IOException {
    memory(16_000_000);
    Files.createDirectories(machine.resolve("bin"));
  }

  @Test
  void graalvmOfTheRightVersionIsTaken() throws Exception {
    Path home = graalvm("25.0.2");

    Said said = toolchain(Map.of("GRAALVM_HOME", home.toString()));

    assertThat(said.out()).isEqualTo("-Dquarkus.native.graalvm-home=" + home + "\n");
    assertThat(said.code()).isZero();
  }

  @Test
  void javaHomeIsTakenWhereItIsAGraalvm() throws Exception {
    Path home = graalvm("25.0.2");

    assertThat(toolchain(Map.of("JAVA_HOME", home.toString())).out()).contains(home.toString());
  }

  @Test
  void graalvmOfAnotherVersionIsRefused() throws Exception {
    Said said = toolchain(Map.of("GRAALVM_HOME", graalvm("21.0.4").toString()));

    refused(said, "is a GraalVM for JDK 21, and JDK 25 is wanted");
  }

  @Test
  void folderWithoutNativeImageIsRefusedEvenWhereAContainerWouldDo() throws Exception {
    engine("docker", 0);

    refused(toolchain(Map.of("GRAALVM_HOME", machine.toString())), "has no bin/native-image");
  }

  @Test
  void runningEngineIsTakenWhereThereIsNoGraalvm() throws Exception {
    engine("docker", 1);
    engine("podman", 0);

    assertThat(toolchain(Map.of()).out())
        .isEqualTo(
            "-Dquarkus.native.container-build=true -Dquarkus.native.container-runtime=podman\n");
  }

  @Test
  void containerIsTakenWhereItIsAskedFor() throws Exception {
    engine("docker", 0);

    Said said = toolchain(Map.of("GRAALVM_HOME", graalvm("25.0.2").toString(), "CONTAINER", "1"));

    assertThat(said.out()).contains("container-runtime=docker").doesNotContain("graalvm-home");
  }

  @Test
  void neitherGraalvmNorEngineIsRefused() throws Exception {
    engine("docker", 1);

    refused(toolchain(Map.of()), "no GraalVM and no running docker or podman");
  }

  @Test
  void tooLittleMemoryIsRefusedBeforeTenMinutesAreSpent() throws Exception {
    memory(3_000_000);
    Map<String, String> graalvm = Map.of("GRAALVM_HOME", graalvm("25.0.2").toString());

    refused(toolchain(graalvm), "2929 MiB of memory are free, and the build takes about 6144");
    Map<String, String> all = new HashMap<>(graalvm);
    all.put("MEMORY_MIN", "0");
    assertThat(toolchain(all).code()).isZero();
  }

  private static void refused(Said said, String why) {
    assertThat(said.err()).startsWith("make native: ").contains(why);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.code()).isEqualTo(1);
  }

  private void memory(int kib) throws IOException {
    Files.writeString(
        machine.resolve("meminfo"), "MemAvailable: %d kB\nSwapFree: 0 kB\n".formatted(kib));
  }

  private Path graalvm(String version) throws IOException {
    Path home = Files.createDirectories(machine.resolve("graalvm"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    script(Files.createDirectories(home.resolve("bin")).resolve("native-image"), 0);
    return home;
  }

  private void engine(String name, int code) throws IOException {
    script(machine.resolve("bin").resolve(name), code);
  }

  private static void script(Path file, int code) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexit " + code + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** With a PATH that holds the shell's tools and this machine's engines, and nothing else. */
  private Said toolchain(Map<String, String> environment) throws Exception {
    for (String tool : new String[] {"sh", "awk", "sed"}) {
      Path link = machine.resolve("bin").resolve(tool);
      if (Files.notExists(link)) {
        Files.createSymbolicLink(link, Path.of("/usr/bin", tool));
      }
    }
    var builder = new ProcessBuilder("/bin/sh", Path.of("native/toolchain").toString());
    builder.environment().clear();
    builder.environment().put("PATH", machine.resolve("bin").toString());
    builder.environment().put("MEMINFO", machine.resolve("meminfo").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = text(process.getInputStream().readAllBytes());
    String err = text(process.getErrorStream().readAllBytes());
    return new Said(process.waitFor(), out, err);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
