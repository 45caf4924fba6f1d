package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.packages.Packages;
import dev.lockstep.plant.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What takes minutes: RPM's package against Debian's, lintian, and the runtime's modules. */
@Tag("long")
class PackageQualityIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Named by generators of code, which run when others are built. */
  private static final List<String> BUILD_TIME = List.of("java.compiler", "jdk.compiler");

  private static PackageSources sources;
  private static CommandLine shell;
  private static Path debian;

  @BeforeAll
  static void packages() throws Exception {
    for (String each : List.of("lintian", "rpm", "dpkg-deb")) {
      Distribution.required(each);
    }
    Path folder = Distribution.folder("quality");
    sources = PackageSources.in(folder);
    shell = new CommandLine(folder, Map.of());
    debian = Packages.debian(sources.home(), "0.1.0", folder, "gzip");
  }

  private static String said(CommandLine in, String... command) throws Exception {
    CommandLine.Said said = in.run(List.of(command), PATIENCE);
    assertThat(said.code()).as("%s", said).isZero();
    return said.out();
  }

  @Test
  void rpmBringsTheSameToTheSamePlacesAndItsGatewayIsReady() throws Throwable {
    SmallDebian.require();
    Path rpm = Packages.rpm(sources.home(), "0.1.0", sources.folder());
    SmallDebian pc = SmallDebian.make("rpm");
    String root = "--root=" + pc.root();
    CommandLine quick = shell.in(Map.of("LOCKSTEP_WARM_UP", "no"));
    // Debian's rpm knows nothing of what dpkg has installed.
    said(quick, "rpm", root, "--nodeps", "-i", rpm.toString());

    InstalledGateway.assertInstalled(pc);
    String files = "dpkg-deb --fsys-tarfile '%s' | tar -t | sed 's/^\\.//; s,/$,,'";
    assertThat(common(said(shell, "rpm", root, "-ql", "lockstep")))
        .containsExactlyElementsOf(common(said(shell, "sh", "-c", files.formatted(debian))));
    InstalledGateway.addUser(pc);
    int port = FreePorts.lasting();
    Files.writeString(
        pc.at("/etc/lockstep/application.properties"),
        "\nquarkus.http.port=" + port + "\n",
        StandardOpenOption.APPEND);
    try (InstalledGateway gateway = InstalledGateway.start(pc, port)) {
      gateway.awaitSignOfLife();
      gateway.stop();
    }
    said(shell, "rpm", root, "-e", "lockstep");
    assertThat(pc.at("/usr/lib/lockstep")).doesNotExist();
    assertThat(pc.at("/var/lib/lockstep/journal.db")).exists();
    assertThat(pc.at("/var/lib/lockstep/standing-promises")).doesNotExist();
  }

  /** Without the folders around, and what Debian's policy alone asks for. */
  private static List<String> common(String list) {
    return list.lines()
        .filter(each -> each.contains("lockstep"))
        .filter(each -> !each.contains("/lintian/"))
        .filter(each -> !each.endsWith("/changelog.gz") && !each.endsWith("/changelog.Debian.gz"))
        .sorted()
        .toList();
  }

  @Test
  void lintianFindsNothingThatIsNotExplained() throws Exception {
    assertThat(
            said(
                shell,
                "lintian",
                "--allow-root",
                "--fail-on=error,warning",
                "--display-info",
                debian.toString()))
        .doesNotContain("unused-override", "mismatched-override");
  }

  @Test
  void runtimeHasTheModulesThatTheJarsNameAndNoOthers() throws Exception {
    List<String> linked =
        Files.readAllLines(Path.of("deploy/runtime/jlink.args")).stream()
            .filter(line -> line.startsWith("--add-modules "))
            .map(line -> line.substring("--add-modules ".length()).replaceAll(" .*", ""))
            .toList();
    var wanted = WantedModules.of(sources.home().resolve("lib"));
    BUILD_TIME.forEach(wanted::remove);

    assertThat(wanted.keySet()).as("%s", wanted).containsExactlyInAnyOrderElementsOf(linked);
  }
}
