package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache with which Java starts the package sooner: it is used, and nothing depends on it. */
class QuickStartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Path folder = Distribution.folder("quick-start");
  private final CommandLine shell = new CommandLine(folder, Map.of());

  @BeforeAll
  static void cacheIsThere() {
    PackageCopy.requireCache();
  }

  @Test
  void packagedClassesComeOutOfTheCache() throws Exception {
    Path loaded = folder.resolve("loaded");
    Map<String, String> options = Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + loaded);

    CommandLine.Said said = shell.in(options).lockstep("--version");

    assertThat(said.code()).isZero();
    assertThat(Files.readAllLines(loaded))
        .anyMatch(
            line -> line.contains("dev.lockstep.app.start.Lockstep source: shared objects file"));
  }

  /** Under another name a start would only become slower, and nobody would hear of it. */
  @Test
  void configurationIsWhereTheHeadStartReadsIt() throws Exception {
    try (ZipFile generated =
        new ZipFile(Distribution.home().resolve("lib/quarkus/generated-bytecode.jar").toFile())) {
      assertThat(generated.getEntry("io/quarkus/runtime/generated/RunTimeConfig.class"))
          .isNotNull();
    }
  }

  /** Two named at once would keep the JVM from starting. */
  @ParameterizedTest
  @CsvSource({"'', Serial", "-XX:+UseG1GC, G1", "-XX:+UseZGC -Xmx128m, The Z Garbage Collector"})
  void collectorIsTheSerialOneUnlessAnotherIsNamed(String named, String used) throws Exception {
    Path log = folder.resolve("collector-" + used.charAt(0));
    Map<String, String> options =
        Map.of("JAVA_OPTS", named + " -Xlog:gc:file=" + log.getFileName());

    asWithoutCache(shell.in(options).lockstep("--version"));

    assertThat(log).content().contains("Using " + used);
  }

  /** With a cache of ours beside them, the JVM would refuse to start. */
  @ParameterizedTest
  @ValueSource(strings = {"-Xshare:off", "-Xshare:auto", "-Xmx128m -XX:AOTMode=off"})
  void whoeverWantsNoCacheOrAnotherIsNotContradicted(String options) throws Exception {
    asWithoutCache(shell.in(Map.of("JAVA_OPTS", options)).lockstep("--version"));

    CommandLine.Said picked = shell.in(Map.of("JAVA_TOOL_OPTIONS", options)).lockstep("--version");
    assertThat(picked.code()).as("%s", picked).isZero();
    assertThat(picked.err()).hasLineCount(1).startsWith("Picked up JAVA_TOOL_OPTIONS");
  }

  @Test
  void agentThatLooksIntoTheClassesStarts() throws Exception {
    String debugger = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y";

    asWithoutCache(shell.in(Map.of("JAVA_OPTS", debugger)).lockstep("--version"));
  }

  @Test
  void warmUpThatCannotWriteSaysSoInOneLine() throws Exception {
    Path copy = PackageCopy.withCache(folder, new byte[0]);
    // Nobody makes folders in /proc, not even root, who could write into a read-only one.
    alter(copy, "work=$home/lib/.warm-up", "work=/proc/lockstep-warm-up");

    asFailed(shell.run(List.of(copy + "/bin/lockstep", "warm-up")), "cannot be written to");
  }

  @Test
  @Tag("fault")
  void warmUpWithoutRoomSaysHowMuchIsWantedAndDoesNotBegin() throws Exception {
    Path copy = PackageCopy.withCache(folder, "the one before".getBytes(StandardCharsets.UTF_8));
    alter(copy, "room=204800", "room=9007199254740992");

    asFailed(
        shell.run(List.of(copy + "/bin/lockstep", "warm-up")), "MiB free, and 8796093022208 MiB");

    assertThat(copy.resolve("lib/lockstep.aot")).hasContent("the one before");
    assertThat(copy.resolve("lib/.warm-up")).doesNotExist();
  }

  @Test
  @Tag("fault")
  void warmUpThatIsKilledHalfwayLeavesNothingThatAStartMinds() throws Exception {
    Path copy = PackageCopy.withCache(folder, "the one before".getBytes(StandardCharsets.UTF_8));
    Path left = copy.resolve("lib/.warm-up");
    ProcessBuilder builder =
        new ProcessBuilder(copy + "/bin/lockstep", "warm-up")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("warm-up.log").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process warmUp = builder.start();
    try {
      await("its gateway has a journal")
          .atMost(PATIENCE)
          .until(() -> Files.exists(left.resolve("gateway/journal.db")));
    } finally {
      List<ProcessHandle> all = warmUp.descendants().toList();
      warmUp.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle each : all) {
        each.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }

    assertThat(left).as("what it was at").isDirectory();
    assertThat(copy.resolve("lib/lockstep.aot")).hasContent("the one before");
    PackageCopy.assertNotFitting(copy, shell.run(List.of(copy + "/bin/lockstep", "--version")));
    alter(copy, "room=204800", "room=9007199254740992");
    asFailed(shell.run(List.of(copy + "/bin/lockstep", "warm-up")), "are wanted");
    assertThat(left).as("taken away by the next").doesNotExist();
  }

  private static void asFailed(CommandLine.Said said, String why) {
    assertThat(said.code()).as("%s", said).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).hasLineCount(1).contains("no cache", why, "the gateway works without");
  }

  /** Its warm-up with one thing otherwise. */
  private static void alter(Path copy, String is, String becomes) throws IOException {
    Path script = copy.resolve("bin/warm-up");
    String text = Files.readString(script);
    assertThat(text).contains(is);
    Files.writeString(script, text.replace(is, becomes));
  }

  private static void asWithoutCache(CommandLine.Said said) {
    assertThat(said.code()).as("%s", said).isZero();
    assertThat(said.out()).matches("lockstep \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(said.err()).isEmpty();
  }
}
