package dev.lockstep.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where everything lies on a PC (Filesystem Hierarchy Standard 3.0), whichever package brought it.
 *
 * @param distribution unpacked, with a Java runtime beside its jars, or with the native executable
 * @param sources the project's own folder
 */
record InstalledLayout(Path distribution, Path sources) {
  static final String PROGRAM = "/usr/lib/lockstep";
  private static final String DOCS = "/usr/share/doc/lockstep";
  private static final String ETC = "/etc/lockstep";

  /** What stands below etc, var or share in place of the distribution's own folder. */
  private static final List<String> ELSEWHERE =
      List.of("conf", "device-profiles", "docs", "LICENSE", "SECURITY.md", "sbom.json");

  /** Lines of conf/application.properties, and what they are on a PC. */
  private static final Map<String, String> CONFIGURED =
      Map.of(
          "lockstep.journal.path=${lockstep.home:.}/data/journal.db",
          "lockstep.journal.path=/var/lib/lockstep/journal.db",
          "lockstep.coordinator.path=${lockstep.home:.}/data/decisions.db",
          "lockstep.coordinator.path=/var/lib/lockstep/decisions.db",
          "lockstep.opcua.pki=${lockstep.home:.}/pki",
          "lockstep.opcua.pki=/var/lib/lockstep/pki",
          "lockstep.catalog.profiles=${lockstep.home:.}/device-profiles",
          "lockstep.catalog.profiles=/etc/lockstep/device-profiles",
          "#lockstep.catalog.devices=",
          "lockstep.catalog.devices=/etc/lockstep/devices.yaml",
          "#lockstep.secrets.folder=",
          "lockstep.secrets.folder=/etc/lockstep/secrets",
          "#lockstep.security.users-file=conf/users",
          "lockstep.security.users-file=/etc/lockstep/users",
          "#lockstep.audit.export.journald=false",
          "lockstep.audit.export.journald=true");

  InstalledLayout {
    if (!Files.isExecutable(distribution.resolve("runtime/bin/java"))
        && !Files.isExecutable(distribution.resolve("lib/lockstep-native"))) {
      throw new IllegalStateException(
          "%s has no Java runtime of its own; RUNTIME=1 make package puts one there"
              .formatted(distribution));
    }
  }

  /**
   * All entries, each folder before what is in it.
   *
   * @param manual the manual page (roff)
   * @param completion the script for bash
   */
  List<PackageEntry> entries(String manual, String completion) throws IOException {
    List<PackageEntry> all = new ArrayList<>();
    all.add(new PackageEntry.Folder(PROGRAM));
    program(all);
    all.add(new PackageEntry.Folder(PROGRAM + "/package"));
    for (String each : List.of("set-up", "keep-promises")) {
      all.add(shared(each, PROGRAM + "/package/" + each, 0755, false));
    }
    all.add(new PackageEntry.Link(PROGRAM + "/conf", ETC));
    all.add(new PackageEntry.Link(PROGRAM + "/docs", "../../share/doc/lockstep"));
    all.add(new PackageEntry.Link("/usr/bin/lockstep", "../lib/lockstep/bin/lockstep"));
    all.add(shared("lockstep.service", "/usr/lib/systemd/system/lockstep.service", 0644, false));
    configuration(all);
    documents(all);
    String page = "/usr/share/man/man1/lockstep.1.gz";
    all.add(new PackageEntry.Packed(page, manual));
    String sourced = completion.replaceFirst("^#!.*\n", "");
    all.add(text("/usr/share/bash-completion/completions/lockstep", sourced));
    return List.copyOf(all);
  }

  /**
   * Program and scripts, with jars the runtime; not the start cache, which fits the PC that made it
   * alone.
   */
  private void program(List<PackageEntry> all) throws IOException {
    try (Stream<Path> files = Files.walk(distribution)) {
      for (Path each : files.sorted().toList()) {
        Path below = distribution.relativize(each);
        String name = below.toString();
        if (name.isEmpty()
            || ELSEWHERE.contains(below.getName(0).toString())
            || name.startsWith("lib/lockstep.aot")) {
          continue;
        }
        String path = PROGRAM + "/" + name;
        all.add(
            Files.isDirectory(each)
                ? new PackageEntry.Folder(path)
                : PackageEntry.Copy.of(path, each));
      }
    }
  }

  private void configuration(List<PackageEntry> all) throws IOException {
    all.add(new PackageEntry.Folder(ETC));
    String keys = Files.readString(distribution.resolve("conf/application.properties"));
    all.add(configured("application.properties", configured(keys)));
    all.add(shared("devices.yaml", ETC + "/devices.yaml", 0644, true));
    all.add(shared("environment", ETC + "/environment", 0644, true));
    all.add(new PackageEntry.Folder(ETC + "/device-profiles"));
    try (Stream<Path> profiles = Files.list(distribution.resolve("device-profiles"))) {
      for (Path each : profiles.sorted().toList()) {
        all.add(configured("device-profiles/" + each.getFileName(), Files.readString(each)));
      }
    }
  }

  private static PackageEntry configured(String name, String content) {
    return new PackageEntry.Text(ETC + "/" + name, content, 0644, true);
  }

  /** Each line must be there: one that was renamed would leave the journal in /usr. */
  static String configured(String keys) {
    List<String> lines = new ArrayList<>(keys.lines().toList());
    CONFIGURED.forEach(
        (delivered, installed) -> {
          int place = lines.indexOf(delivered);
          if (place < 0) {
            throw new IllegalStateException("conf/application.properties has no line " + delivered);
          }
          lines.set(place, installed);
        });
    return String.join("\n", lines) + "\n";
  }

  private void documents(List<PackageEntry> all) throws IOException {
    all.add(new PackageEntry.Folder(DOCS));
    try (Stream<Path> pages = Files.walk(distribution.resolve("docs"))) {
      for (Path each : pages.filter(Files::isRegularFile).sorted().toList()) {
        folders(all, DOCS, distribution.resolve("docs").relativize(each));
        String name = distribution.resolve("docs").relativize(each).toString();
        all.add(new PackageEntry.Copy(DOCS + "/" + name, each, 0644));
      }
    }
    for (String each : List.of("SECURITY.md", "sbom.json")) {
      all.add(new PackageEntry.Copy(DOCS + "/" + each, distribution.resolve(each), 0644));
    }
    all.add(shared("copyright", DOCS + "/copyright", 0644, false));
  }

  private static void folders(List<PackageEntry> all, String root, Path file) {
    Path parent = file.getParent();
    if (parent != null) {
      folders(all, root, parent);
      PackageEntry folder = new PackageEntry.Folder(root + "/" + parent);
      if (!all.contains(folder)) {
        all.add(folder);
      }
    }
  }

  /** A file of deploy/package. */
  private PackageEntry shared(String name, String path, int mode, boolean configuration)
      throws IOException {
    String content = Files.readString(sources.resolve("deploy/package").resolve(name));
    return new PackageEntry.Text(path, content, mode, configuration);
  }

  static PackageEntry text(String path, String content) {
    return new PackageEntry.Text(path, content, 0644, false);
  }
}
