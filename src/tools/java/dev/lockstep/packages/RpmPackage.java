package dev.lockstep.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.packager.rpm.FileFlags;
import org.eclipse.packager.rpm.RpmVersion;
import org.eclipse.packager.rpm.build.BuilderContext;
import org.eclipse.packager.rpm.build.FileInformation;
import org.eclipse.packager.rpm.build.RpmBuilder;

/**
 * Package for RPM.
 *
 * @param scripts the folder with pre, post, posttrans, preun and postun
 */
record RpmPackage(Path scripts, PackageVersion version, List<PackageEntry> entries) {
  private static final int FOLDER = 0755;

  /** How RPM calls this machine's processor. */
  static String architecture(String java) {
    return java.equals("amd64") ? "x86_64" : java;
  }

  /** Writes it into that folder. */
  Path write(Path folder) throws IOException {
    String architecture = architecture(System.getProperty("os.arch"));
    RpmVersion known = new RpmVersion(version.number(), "1");
    Path file = folder.resolve("lockstep-%s-1.%s.rpm".formatted(version.number(), architecture));
    Files.deleteIfExists(file);
    try (RpmBuilder builder = new RpmBuilder("lockstep", known, architecture, file)) {
      describe(builder);
      builder.setPreInstallationScript(script("pre"));
      builder.setPostInstallationScript(script("post"));
      builder.setPostTransactionScript(script("posttrans"));
      builder.setPreRemoveScript(script("preun"));
      builder.setPostRemoveScript(script("postun"));
      BuilderContext context = builder.newContext();
      for (PackageEntry each : entries) {
        add(context, each);
      }
      builder.build();
    }
    return file;
  }

  private void describe(RpmBuilder builder) {
    RpmBuilder.PackageInformation told = builder.getInformation();
    told.setSummary("Edge gateway: machines move together or not at all");
    told.setDescription(
        "Lockstep makes the commands of OPC UA and MQTT devices the participant's half of a"
            + " two-phase commit. It brings a Java runtime of its own.");
    told.setLicense("Apache-2.0");
    told.setVendor("Lockstep");
    told.setOperatingSystem("linux");
    // Files that the scripts call; what they lie in is named differently by distributions.
    for (String each : List.of("/bin/sh", "/usr/sbin/useradd", "/usr/sbin/runuser")) {
      builder.addRequirement(each, null);
    }
  }

  private String script(String name) throws IOException {
    return Files.readString(scripts.resolve(name));
  }

  private static void add(BuilderContext to, PackageEntry entry) throws IOException {
    switch (entry) {
      case PackageEntry.Folder folder ->
          to.addDirectory(folder.path(), (name, source, type) -> information(FOLDER));
      case PackageEntry.Link link ->
          to.addSymbolicLink(link.path(), link.target(), (name, source, type) -> information(0777));
      case PackageEntry.Content content ->
          to.addFile(
              content.path(),
              content.bytes(),
              (name, source, type) -> {
                FileInformation information = information(content.mode());
                if (content.configuration()) {
                  information.setFileFlags(
                      EnumSet.of(FileFlags.CONFIGURATION, FileFlags.NOREPLACE));
                }
                return information;
              });
      case PackageEntry.Copy copy ->
          to.addFile(
              copy.path(),
              copy.source(),
              (name, source, type) -> {
                FileInformation information = information(copy.mode());
                information.setTimestamp(changed(copy));
                return information;
              });
    }
  }

  private static Instant changed(PackageEntry.Copy copy) throws IOException {
    return Files.getLastModifiedTime(copy.source()).toInstant();
  }

  private static FileInformation information(int mode) {
    FileInformation information = new FileInformation();
    information.setMode((short) mode);
    information.setUser("root");
    information.setGroup("root");
    return information;
  }
}
