package dev.lockstep.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reader of the files of a load: finds and parses them. */
final class CatalogFiles {
  private static final int FOLDERS_DEEP_MAX = 8;
  private static final String SIDECAR = ".lockstep";
  private static final String THING = ".td";

  /** JSON is YAML (YAML 1.2.2, 1.3), and public profiles come in both. */
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json", ".jsonld");

  private final CatalogLimits limits;
  private final Diagnostics diagnostics;
  private final MessageDigest digest = sha256();

  CatalogFiles(CatalogLimits limits, Diagnostics diagnostics) {
    this.limits = limits;
    this.diagnostics = diagnostics;
  }

  /**
   * A file that was read.
   *
   * @param named whether the file itself was named, and not a folder that contains it
   */
  record Source(Path path, String label, Yaml yaml, boolean named) {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) { // every Java platform has it
      throw new IllegalStateException(impossible);
    }
  }

  /** SHA-256 of all files that were read, with their names, in hexadecimal. Asked for once. */
  String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void digest(Path file, byte[] octets) {
    // The length keeps apart what a name and a content could otherwise lend each other.
    digest.update("%s %d\n".formatted(label(file), octets.length).getBytes(StandardCharsets.UTF_8));
    digest.update(octets);
  }

  /** The parsed YAML files under these paths, sorted by name within a folder. */
  List<Source> read(List<Path> paths) {
    List<Source> sources = new ArrayList<>();
    List<Path> seen = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        diagnostics.fault(SourceLocation.start(label(path)), "", "no such file or folder", "");
        continue;
      }
      boolean named = !Files.isDirectory(path);
      for (Path file : named ? withSibling(path) : below(path)) {
        Path real = file.toAbsolutePath().normalize();
        if (seen.contains(real)) {
          continue;
        }
        if (seen.size() == limits.filesMax()) {
          String found = "more than " + limits.filesMax() + " files";
          diagnostics.fault(SourceLocation.start(label(path)), "", found, "name fewer folders");
          return sources;
        }
        seen.add(real);
        if (ForeignFile.isSuspect(file)) {
          refuse(file, named);
        } else {
          yaml(file).ifPresent(each -> sources.add(new Source(real, label(file), each, named)));
        }
      }
    }
    return sources;
  }

  /**
   * The file with its sidecar, or the sidecar with its profile: neither is complete without the
   * other.
   */
  private static List<Path> withSibling(Path file) {
    String stem = stem(file);
    boolean sidecar = isSidecar(file);
    String sibling = sidecar ? stem.substring(0, stem.length() - SIDECAR.length()) : stem + SIDECAR;
    List<Path> files = new ArrayList<>(List.of(file));
    for (String name : sidecar ? List.of(sibling, sibling + THING) : List.of(sibling)) {
      for (String ending : ENDINGS) {
        Path path = file.resolveSibling(name + ending);
        if (Files.isRegularFile(path)) {
          files.add(path);
        }
      }
    }
    return files;
  }

  /** Whether this is {@code NAME.lockstep.yaml}. */
  static boolean isSidecar(Path file) {
    return stem(file).endsWith(SIDECAR);
  }

  /** The possible sidecars of a profile. */
  static List<Path> sidecarsOf(Path profile) {
    String sidecar = stem(profile) + SIDECAR;
    return ENDINGS.stream().map(ending -> profile.resolveSibling(sidecar + ending)).toList();
  }

  /** The name of a file without its ending; of press.td.json it is press. */
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return stem.endsWith(THING) ? stem.substring(0, stem.length() - THING.length()) : stem;
  }

  private List<Path> below(Path folder) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          FOLDERS_DEEP_MAX,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
              // Kubernetes keeps the files of a volume a second time in ..data.
              return hidden(each) && !each.equals(folder)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && !hidden(each)
                  && (isYaml(each) || ForeignFile.isSuspect(each))) {
                files.add(each);
              }
              return files.size() > limits.filesMax()
                  ? FileVisitResult.TERMINATE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException problem) {
              diagnostics.fault(
                  SourceLocation.start(label(each)), "", "cannot be read: " + problem, "");
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      diagnostics.fault(SourceLocation.start(label(folder)), "", "cannot be read: " + e, "");
    }
    files.sort(null);
    return files;
  }

  private static boolean hidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }

  private static boolean isYaml(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  private static String label(Path path) {
    return path.toString().replace('\\', '/');
  }

  /** Says what a file is that is not read; other XML in a folder is nobody's business. */
  private void refuse(Path file, boolean named) {
    SourceLocation start = SourceLocation.start(label(file));
    try {
      Optional<ForeignFile> foreign = ForeignFile.of(file);
      if (foreign.isPresent()) {
        diagnostics.fault(start, "", foreign.get().found(), foreign.get().remedy());
      } else if (named) {
        diagnostics.fault(
            start, "", "this is XML", "profiles, devices and Things are YAML or JSON");
      }
    } catch (IOException e) {
      diagnostics.fault(start, "", "cannot be read: " + e, "");
    }
  }

  private Optional<Yaml> yaml(Path file) {
    SourceLocation start = SourceLocation.start(label(file));
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(limits.fileBytesMax() + 1);
      if (octets.length > limits.fileBytesMax()) {
        String found = "larger than " + limits.fileBytesMax() + " octets";
        diagnostics.fault(start, "", found, "split the file");
        return Optional.empty();
      }
      digest(file, octets);
      Optional<Yaml> yaml = YamlText.parse(label(file), decoded(octets), limits);
      if (yaml.isEmpty()) {
        diagnostics.warn(start, "", "an empty file", "");
      }
      return yaml;
    } catch (CharacterCodingException e) {
      diagnostics.fault(start, "", "the file is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      diagnostics.fault(start, "", "cannot be read: " + e, "");
    } catch (YamlText.MalformedYamlException e) {
      diagnostics.fault(e.location(), "", e.found(), e.remedy());
    }
    return Optional.empty();
  }

  /** The text of a file in UTF-8, without a byte order mark. */
  static String decoded(byte[] octets) throws CharacterCodingException {
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(octets))
            .toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
