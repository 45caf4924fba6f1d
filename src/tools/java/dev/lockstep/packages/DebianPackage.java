package dev.lockstep.packages;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vafer.jdeb.Console;
import org.vafer.jdeb.DataConsumer;
import org.vafer.jdeb.DataProducer;
import org.vafer.jdeb.DebMaker;
import org.vafer.jdeb.PackagingException;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarConstants;
import org.vafer.jdeb.utils.MapVariableResolver;

/**
 * Package for Debian and its kin.
 *
 * @param control the folder with control, preinst, postinst, prerm and postrm
 */
record DebianPackage(Path control, PackageVersion version, List<PackageEntry> entries) {
  private static final int EVERYBODY = 0755;
  private static final int LINK = 0777;

  /** How Debian calls this machine's processor. */
  static String architecture(String java) {
    return switch (java) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> java;
    };
  }

  /**
   * Writes it into that folder.
   *
   * @param compression gzip, or none
   */
  Path write(Path folder, String compression) throws IOException {
    String architecture = architecture(System.getProperty("os.arch"));
    Path file = folder.resolve("lockstep_%s_%s.deb".formatted(version.revised(), architecture));
    DataProducer all = receiver -> produce(receiver, entries);
    DataProducer configuration =
        receiver ->
            produce(receiver, entries.stream().filter(DebianPackage::isConfiguration).toList());
    DebMaker maker = new DebMaker(new Silence(), List.of(all), List.of(configuration));
    maker.setDeb(file.toFile());
    maker.setControl(control.toFile());
    maker.setCompression(compression);
    maker.setTarLongFileMode("gnu");
    maker.setResolver(
        new MapVariableResolver(
            Map.of("version", version.revised(), "architecture", architecture)));
    try {
      maker.validate();
      maker.makeDeb();
    } catch (PackagingException fault) {
      throw new IOException(fault);
    }
    return file;
  }

  private static boolean isConfiguration(PackageEntry entry) {
    return entry instanceof PackageEntry.Content content && content.configuration();
  }

  private static void produce(DataConsumer to, List<PackageEntry> entries) throws IOException {
    for (PackageEntry each : entries) {
      String path = "." + each.path();
      switch (each) {
        case PackageEntry.Folder folder -> to.onEachDir(entry(path + "/", EVERYBODY));
        case PackageEntry.Link link -> {
          TarArchiveEntry made = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
          made.setLinkName(link.target());
          to.onEachLink(owned(made, LINK));
        }
        case PackageEntry.Content content -> {
          byte[] bytes = content.bytes();
          TarArchiveEntry made = entry(path, content.mode());
          made.setSize(bytes.length);
          to.onEachFile(new ByteArrayInputStream(bytes), made);
        }
        case PackageEntry.Copy copy -> {
          TarArchiveEntry made = entry(path, copy.mode());
          made.setSize(Files.size(copy.source()));
          made.setModTime(Files.getLastModifiedTime(copy.source()));
          try (InputStream content = Files.newInputStream(copy.source())) {
            to.onEachFile(content, made);
          }
        }
      }
    }
  }

  private static TarArchiveEntry entry(String path, int mode) {
    return owned(new TarArchiveEntry(path, true), mode);
  }

  private static TarArchiveEntry owned(TarArchiveEntry entry, int mode) {
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    entry.setMode(mode);
    return entry;
  }

  /** It tells each file. */
  private static final class Silence implements Console {
    @Override
    public void debug(String message) {}

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message) {
      System.err.println(message);
    }
  }
}
