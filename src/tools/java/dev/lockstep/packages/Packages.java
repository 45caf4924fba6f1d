package dev.lockstep.packages;

import dev.lockstep.app.start.ManualPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code make packages}: both packages, into target/. */
public final class Packages {
  private static final DateTimeFormatter RFC_5322 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);
  static final String MAINTAINER = "Lockstep <lockstep@plant.example>";

  private static final Path SOURCES = Path.of("").toAbsolutePath();

  private Packages() {}

  /**
   * Writes both, and says how large they are.
   *
   * @param arguments the version, where it is not that of the sources
   */
  public static void main(String[] arguments) throws IOException {
    Path distribution = Path.of(System.getProperty("lockstep.distribution"));
    String version = arguments.length > 0 ? arguments[0] : ManualPage.version();
    for (Path each : write(distribution, version, distribution.resolveSibling(""))) {
      System.out.printf(
          "%s: %.1f MB%n", Path.of("").toAbsolutePath().relativize(each), Files.size(each) / 1e6);
    }
  }

  /**
   * Writes both into that folder.
   *
   * @param distribution unpacked, with its own Java runtime or the native executable
   * @param upstream the version
   * @return Debian's and RPM's
   */
  public static List<Path> write(Path distribution, String upstream, Path folder)
      throws IOException {
    return List.of(
        debian(distribution, upstream, folder, "gzip"), rpm(distribution, upstream, folder));
  }

  /**
   * Writes Debian's.
   *
   * @param compression gzip, or none
   */
  public static Path debian(Path distribution, String upstream, Path folder, String compression)
      throws IOException {
    PackageVersion version = new PackageVersion(upstream);
    List<PackageEntry> entries = new ArrayList<>(common(distribution));
    entries.addAll(forDebian(SOURCES, version));
    return new DebianPackage(SOURCES.resolve("deploy/deb/control"), version, entries)
        .write(folder, compression);
  }

  /** Writes RPM's. */
  public static Path rpm(Path distribution, String upstream, Path folder) throws IOException {
    PackageVersion version = new PackageVersion(upstream);
    return new RpmPackage(SOURCES.resolve("deploy/rpm"), version, common(distribution))
        .write(folder);
  }

  private static List<PackageEntry> common(Path distribution) throws IOException {
    return new InstalledLayout(distribution, SOURCES)
        .entries(ManualPage.text(), ManualPage.completion());
  }

  /** What Debian's policy asks for besides. */
  private static List<PackageEntry> forDebian(Path sources, PackageVersion version)
      throws IOException {
    String docs = "/usr/share/doc/lockstep/";
    String overrides = "/usr/share/lintian/overrides";
    return List.of(
        new PackageEntry.Packed(
            docs + "changelog.gz", Files.readString(sources.resolve("CHANGELOG.md"))),
        new PackageEntry.Packed(docs + "changelog.Debian.gz", changelog(version)),
        new PackageEntry.Folder(overrides),
        new PackageEntry.Text(
            overrides + "/lockstep",
            Files.readString(sources.resolve("deploy/deb/lintian-overrides")),
            0644,
            false));
  }

  /** In the form of deb-changelog(5). */
  private static String changelog(PackageVersion version) {
    return """
    lockstep (%s) unstable; urgency=medium

      * Version %s; what has changed stands in changelog.gz.

     -- %s  %s
    """
        .formatted(
            version.revised(),
            version.upstream(),
            MAINTAINER,
            RFC_5322.format(Instant.now().atOffset(ZoneOffset.UTC)));
  }
}
