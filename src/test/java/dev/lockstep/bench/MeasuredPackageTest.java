package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredPackageTest {
  @TempDir private Path home;

  @Test
  void jarsWithACacheAreStartedWithoutItToo() throws IOException {
    file("lib/lockstep.aot");

    assertThat(MeasuredPackage.of(home, "-Xmx99m"))
        .extracting(MeasuredPackage::label, MeasuredPackage::jvm)
        .containsExactly(
            tuple("jars, no cache", "-Xmx99m -XX:AOTMode=off"),
            tuple("jars, with their cache", "-Xmx99m"));
  }

  @Test
  void withoutACacheThereIsOneWay() {
    assertThat(MeasuredPackage.of(home, ""))
        .extracting(MeasuredPackage::label)
        .containsExactly("jars, no cache");
  }

  @Test
  void aRuntimeOfItsOwnIsSaid() throws IOException {
    program("runtime/bin/java");

    assertThat(MeasuredPackage.of(home, "").getFirst().label()).startsWith("jars and a runtime");
  }

  @Test
  void anExecutableHasNoCacheAndASize() throws IOException {
    Files.writeString(program("lib/lockstep-native"), "x".repeat(2_000_000));
    file("lib/lockstep.aot");

    MeasuredPackage only = MeasuredPackage.of(home, "-Xmn8m").getFirst();

    assertThat(MeasuredPackage.of(home, "-Xmn8m")).containsExactly(only);
    assertThat(only.jvm()).isEqualTo("-Xmn8m");
    assertThat(only.isExecutable()).isTrue();
    assertThat(only.executable()).isEqualTo(2.0);
  }

  private Path file(String name) throws IOException {
    Path there = home.resolve(name);
    Files.createDirectories(there.getParent());
    return Files.createFile(there);
  }

  private Path program(String name) throws IOException {
    Path there = file(name);
    assertThat(there.toFile().setExecutable(true)).isTrue();
    return there;
  }
}
