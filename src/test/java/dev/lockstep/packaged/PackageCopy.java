package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The package once more, elsewhere, to do things to it. */
final class PackageCopy {
  static final Path CACHE = Distribution.home().resolve("lib/lockstep.aot");

  private PackageCopy() {}

  /** The build makes the cache where it can; LOCKSTEP_CI=true wants it. */
  static void requireCache() {
    Distribution.requireJars("it starts without a cache, as NativePackageIT sees");
    if (!"true".equals(System.getenv("LOCKSTEP_CI"))) {
      assumeThat(CACHE).exists();
    }
    assertThat(CACHE).isRegularFile();
  }

  /** With its cache, which is large, as a link. */
  static Path in(Path folder, CopyOption... how) throws IOException {
    Path copy = folder.resolve("copy");
    try (Stream<Path> all = Files.walk(Distribution.home())) {
      for (Path each : all.filter(file -> !file.equals(CACHE)).toList()) {
        Files.copy(each, copy.resolve(Distribution.home().relativize(each).toString()), how);
      }
    }
    Files.createSymbolicLink(copy.resolve("lib/lockstep.aot"), CACHE);
    return copy;
  }

  /** With this for its cache, made by the Java that runs. */
  static Path withCache(Path folder, byte[] cache) throws IOException {
    Path copy = in(folder, StandardCopyOption.COPY_ATTRIBUTES);
    Files.delete(copy.resolve("lib/lockstep.aot"));
    Files.write(copy.resolve("lib/lockstep.aot"), cache);
    return copy;
  }

  /** What the copy said to {@code --version}. */
  static void assertNotFitting(Path copy, CommandLine.Said said) {
    assertThat(said.code()).as("%s", said).isZero();
    assertThat(said.out()).matches("lockstep \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(said.err())
        .hasLineCount(1)
        .contains("does not fit the files in " + copy.resolve("lib"))
        .contains(
            "the start takes longer; " + copy.resolve("bin/lockstep") + " warm-up repairs it");
  }
}
