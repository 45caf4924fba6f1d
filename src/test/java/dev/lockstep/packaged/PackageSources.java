package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What packages are made of: a copy of the distribution with a Java runtime of its own.
 *
 * @param folder of the test
 * @param home the copy
 */
record PackageSources(Path folder, Path home) {
  static PackageSources in(Path folder) throws IOException, InterruptedException {
    Path home = PackageCopy.in(folder, StandardCopyOption.COPY_ATTRIBUTES);
    Path runtime = home.resolve("runtime");
    if (Files.notExists(runtime)) {
      String jlink = Path.of(System.getProperty("java.home"), "bin/jlink").toString();
      String modules = "@" + Path.of("deploy/runtime/jlink.args").toAbsolutePath();
      CommandLine.Said said =
          new CommandLine(folder, Map.of())
              .run(List.of(jlink, modules, "--output", runtime.toString()), Duration.ofMinutes(5));
      assertThat(said.code()).as("%s", said).isZero();
    }
    return new PackageSources(folder, home);
  }
}
