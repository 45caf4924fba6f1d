package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cache that Java does not take any more: one line says so, where a new one would help. */
class StaleCacheIT {
  private final Path folder = Distribution.folder("stale-cache");
  private final CommandLine shell = new CommandLine(folder, Map.of());

  @BeforeAll
  static void cacheIsThere() {
    PackageCopy.requireCache();
  }

  @Test
  void corruptCacheIsPassedOverWithOneLine() throws Exception {
    Path copy =
        PackageCopy.withCache(
            folder, "not a cache\n".repeat(1000).getBytes(StandardCharsets.UTF_8));

    PackageCopy.assertNotFitting(copy, shell.run(List.of(copy + "/bin/lockstep", "--version")));
  }

  @Test
  void gatewayStartsWithACorruptCacheAndSaysItOnce() throws Exception {
    Path copy =
        PackageCopy.withCache(
            folder, "not a cache\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    Map<String, String> profiles =
        Map.of("lockstep.catalog.profiles", copy.resolve("device-profiles").toString());
    int port = FreePorts.find(1).getFirst();
    GatewayProcess.Plan plan = new GatewayProcess.Plan("corrupt", copy, folder, port, profiles);

    try (GatewayProcess gateway = new GatewayProcess(plan)) {
      gateway.start().awaitReady();
    }

    assertThat(Files.readAllLines(plan.log()))
        .noneMatch(line -> line.contains("[warning]") || line.contains("[error]"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("warm-up repairs it"));
    assertThat(plan.home().resolve("pki")).as("no OPC UA device, no key").doesNotExist();
  }

  @Test
  void truncatedCacheIsPassedOverWithOneLine() throws Exception {
    byte[] start;
    try (var octets = Files.newInputStream(PackageCopy.CACHE)) {
      start = octets.readNBytes(1 << 20);
    }
    Path copy = PackageCopy.withCache(folder, start);

    PackageCopy.assertNotFitting(copy, shell.run(List.of(copy + "/bin/lockstep", "--version")));
  }

  @Test
  void copyWithItsTimesTakesTheCacheAlong() throws Exception {
    Path copy = PackageCopy.in(folder, StandardCopyOption.COPY_ATTRIBUTES);
    Path loaded = folder.resolve("loaded");

    CommandLine.Said said =
        shell
            .in(Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + loaded))
            .run(List.of(copy + "/bin/lockstep", "--version"));

    assertThat(said.code()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(Files.readAllLines(loaded))
        .anyMatch(
            line -> line.contains("dev.lockstep.app.start.Lockstep source: shared objects file"));
  }

  /** Many copy so: {@code cp -r}. The JVM looks at the jars' times. */
  @Test
  void copyWithoutItsTimesIsNamedInOneLine() throws Exception {
    Path copy = PackageCopy.in(folder);

    PackageCopy.assertNotFitting(copy, shell.run(List.of(copy + "/bin/lockstep", "--version")));
  }

  @Test
  void jarThatWasReplacedIsNamedInOneLine() throws Exception {
    Path copy = PackageCopy.in(folder, StandardCopyOption.COPY_ATTRIBUTES);
    Path jar = copy.resolve("lib/quarkus/generated-bytecode.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));

    PackageCopy.assertNotFitting(copy, shell.run(List.of(copy + "/bin/lockstep", "--version")));
  }

  @Test
  void cacheOfAnotherJavaIsNamedInOneLineAndNotUsed() throws Exception {
    Path copy = PackageCopy.withCache(folder, "of another Java".getBytes(StandardCharsets.UTF_8));
    Files.writeString(copy.resolve("lib/lockstep.aot.java"), "JAVA_VERSION=\"25.9.9\"\n");

    CommandLine.Said said = shell.run(List.of(copy + "/bin/lockstep", "--version"));

    assertThat(said.code()).isZero();
    assertThat(said.out()).matches("lockstep \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(said.err()).hasLineCount(1).contains("Java was replaced", "warm-up");
  }
}
