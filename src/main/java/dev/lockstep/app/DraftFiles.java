package dev.lockstep.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The files of a drafted profile and its device: NAME.yaml and NAME.devices.yaml. */
record DraftFiles(Path folder, String name) {
  Path profile() {
    return folder.resolve(fileName() + ".yaml");
  }

  Path devices() {
    return folder.resolve(fileName() + ".devices.yaml");
  }

  /** What a browse that ended before its end left to go on with. */
  Path rest() {
    return folder.resolve(fileName() + ".browse");
  }

  List<Path> all() {
    return List.of(profile(), devices());
  }

  /** The first of them that is there already. */
  Optional<Path> existing() {
    return all().stream().filter(Files::exists).findFirst();
  }

  private String fileName() {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /**
   * Writes both; the device last, for without its profile it would be a fault.
   *
   * @throws IOException also where one is there already and may not be replaced
   */
  void write(String profile, String devices, boolean overwrite) throws IOException {
    OpenOption[] options =
        overwrite
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    Files.createDirectories(folder);
    Files.writeString(profile(), profile, options);
    Files.writeString(devices(), devices, options);
  }

  /** Keeps what is to be gone on with; without it, there is nothing to go on with any more. */
  void keep(String endpoint, Optional<String> rest) throws IOException {
    if (rest.isPresent()) {
      Files.writeString(rest(), endpoint + "\n" + rest.get());
    } else {
      Files.deleteIfExists(rest());
    }
  }

  /** What was kept of a browse of this endpoint; empty where it is of another one. */
  Optional<String> kept(String endpoint) throws IOException {
    String head = endpoint + "\n";
    return Optional.of(Files.readString(rest()))
        .filter(text -> text.startsWith(head))
        .map(text -> text.substring(head.length()));
  }
}
