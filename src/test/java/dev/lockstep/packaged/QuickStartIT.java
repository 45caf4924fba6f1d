package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache with which Java starts the package sooner: it is used, and nothing depends on it. */
class QuickStartIT {
  private static final Path CACHE = Distribution.home().resolve("lib/lockstep.aot");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Path folder = Distribution.folder("quick-start");
  private final CommandLine shell = new CommandLine(folder, Map.of());

  @BeforeAll
  static void cacheIsThere() {
    // The build makes it where it can; LOCKSTEP_CI=true wants it.
    if (!"true".equals(System.getenv("LOCKSTEP_CI"))) {
      assumeThat(CACHE).exists();
    }
    assertThat(CACHE).isRegularFile();
  }

  @Test
  void packagedClassesComeOutOfTheCache() throws Exception {
    Path loaded = folder.resolve("loaded");
    Map<String, String> options = Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + loaded);

    CommandLine.Said said = shell.in(options).lockstep("--version");

    assertThat(said.code()).isZero();
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("dev.lockstep.app.Lockstep source: shared objects file"));
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

  @Test
  void corruptCacheIsPassedOverInSilence() throws Exception {
    Path copy = withCache("not a cache\n".repeat(1000).getBytes(StandardCharsets.UTF_8));

    asWithoutCache(shell.run(List.of(copy + "/bin/lockstep", "--version")));
  }

  @Test
  void gatewayStartsWithACorruptCacheAndSaysNothingOfIt() throws Exception {
    Path copy = withCache("not a cache\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    Map<String, String> profiles =
        Map.of("lockstep.catalog.profiles", copy.resolve("device-profiles").toString());
    int port = FreePorts.find(1).getFirst();
    GatewayProcess.Plan plan = new GatewayProcess.Plan("corrupt", copy, folder, port, profiles);

    try (GatewayProcess gateway = new GatewayProcess(plan)) {
      gateway.start().awaitReady();
    }

    assertThat(Files.readAllLines(plan.log()))
        .noneMatch(line -> line.contains("[warning]") || line.contains("[error]"));
    assertThat(plan.home().resolve("pki")).as("no OPC UA device, no key").doesNotExist();
  }

  @Test
  void truncatedCacheIsPassedOverInSilence() throws Exception {
    byte[] start;
    try (var octets = Files.newInputStream(CACHE)) {
      start = octets.readNBytes(1 << 20);
    }
    Path copy = withCache(start);

    asWithoutCache(shell.run(List.of(copy + "/bin/lockstep", "--version")));
  }

  @Test
  void cacheOfAnotherJavaIsNamedInOneLineAndNotUsed() throws Exception {
    Path copy = withCache("of another Java".getBytes(StandardCharsets.UTF_8));
    Files.writeString(copy.resolve("lib/lockstep.aot.java"), "JAVA_VERSION=\"25.9.9\"\n");

    CommandLine.Said said = shell.run(List.of(copy + "/bin/lockstep", "--version"));

    assertThat(said.code()).isZero();
    assertThat(said.out()).matches("lockstep \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(said.err()).hasLineCount(1).contains("Java was replaced", "warm-up");
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
    Path copy = withCache(new byte[0]);
    // Nobody makes folders in /proc, not even root, who could write into a read-only one.
    alter(copy, "work=$home/lib/.warm-up", "work=/proc/lockstep-warm-up");

    asFailed(shell.run(List.of(copy + "/bin/lockstep", "warm-up")), "cannot be written to");
  }

  @Test
  @Tag("fault")
  void warmUpWithoutRoomSaysHowMuchIsWantedAndDoesNotBegin() throws Exception {
    Path copy = withCache("the one before".getBytes(StandardCharsets.UTF_8));
    alter(copy, "room=204800", "room=9007199254740992");

    asFailed(
        shell.run(List.of(copy + "/bin/lockstep", "warm-up")), "MiB free, and 8796093022208 MiB");

    assertThat(copy.resolve("lib/lockstep.aot")).hasContent("the one before");
    assertThat(copy.resolve("lib/.warm-up")).doesNotExist();
  }

  @Test
  @Tag("fault")
  void warmUpThatIsKilledHalfwayLeavesNothingThatAStartMinds() throws Exception {
    Path copy = withCache("the one before".getBytes(StandardCharsets.UTF_8));
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
    asWithoutCache(shell.run(List.of(copy + "/bin/lockstep", "--version")));
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

  /** The package once more, with this for its cache, made by the Java that runs. */
  private Path withCache(byte[] cache) throws IOException {
    Path copy = folder.resolve("copy");
    try (Stream<Path> all = Files.walk(Distribution.home())) {
      for (Path each : all.filter(file -> !file.startsWith(CACHE)).toList()) {
        Files.copy(each, copy.resolve(Distribution.home().relativize(each).toString()));
      }
    }
    Files.write(copy.resolve("lib/lockstep.aot"), cache);
    return copy;
  }
}
