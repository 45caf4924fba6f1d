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
    addRuntime(folder, home);
    return new PackageSources(folder, home);
  }

  /** What an image is built of: the package as its archive has it, in a folder beside nothing. */
  static Path context(Path folder) throws IOException, InterruptedException {
    Path context = Files.createDirectories(folder.resolve("context"));
    Path home = context.resolve("lockstep");
    demand(folder, "cp", "--archive", "--link", Distribution.home().toString(), home.toString());
    demand(folder, "sh", "-c", "cd \"$0\" && rm -rf data pki lib/lockstep.aot*", home.toString());
    addRuntime(folder, home);
    return context;
  }

  private static void addRuntime(Path folder, Path home) throws IOException, InterruptedException {
    Path runtime = home.resolve("runtime");
    if (Files.notExists(runtime) && !Distribution.isExecutable()) {
      demand(folder, "cp", "--archive", "--link", runtime().toString(), runtime.toString());
    }
  }

  /** The Java runtime that `RUNTIME=1 make package` puts beside the jars. */
  static Path runtime() throws IOException, InterruptedException {
    Path arguments = Path.of("deploy/runtime/jlink.args").toAbsolutePath();
    int which = (Files.readString(arguments) + Runtime.version()).hashCode();
    String jlink = Path.of(System.getProperty("java.home"), "bin/jlink").toString();
    return MadeOnce.get(
        "runtime-%08x".formatted(which),
        half -> demand(half.getParent(), jlink, "@" + arguments, "--output", half.toString()));
  }

  private static void demand(Path folder, String... command)
      throws IOException, InterruptedException {
    CommandLine.Said said =
        new CommandLine(folder, Map.of()).run(List.of(command), Duration.ofMinutes(5));
    assertThat(said.code()).as("%s", said).isZero();
  }
}
