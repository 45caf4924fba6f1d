package dev.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An unpacked package, and how it is started.
 *
 * @param label says what is in it, for people
 * @param home the unpacked package
 * @param jvm options of its JVM; an executable takes those for its memory
 */
record MeasuredPackage(String label, Path home, String jvm) {
  private static final Path EXECUTABLE = Path.of("lib", "lockstep-native");
  private static final Path CACHE = Path.of("lib", "lockstep.aot");
  private static final Path RUNTIME = Path.of("runtime", "bin", "java");
  private static final String CACHE_OFF = " -XX:AOTMode=off";

  /** What is to be measured of a package: one with a cache is started without it as well. */
  static List<MeasuredPackage> of(Path home, String jvm) {
    if (Files.isExecutable(home.resolve(EXECUTABLE))) {
      return List.of(new MeasuredPackage("executable", home, jvm));
    }
    String label = Files.isExecutable(home.resolve(RUNTIME)) ? "jars and a runtime" : "jars";
    List<MeasuredPackage> all = new ArrayList<>();
    all.add(new MeasuredPackage(label + ", no cache", home, jvm + CACHE_OFF));
    if (Files.isReadable(home.resolve(CACHE))) {
      all.add(new MeasuredPackage(label + ", with their cache", home, jvm));
    }
    return all;
  }

  boolean isExecutable() {
    return Files.isExecutable(home.resolve(EXECUTABLE));
  }

  /** The size of the executable itself: MB. */
  double executable() throws IOException {
    return Files.size(home.resolve(EXECUTABLE)) / 1e6;
  }
}
