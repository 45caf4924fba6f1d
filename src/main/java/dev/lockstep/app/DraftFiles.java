package dev.lockstep.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The files of a drafted profile and its device: NAME.yaml and NAME.devices.yaml. */
record DraftFiles(Path folder, String name) {
  Path profile() {
    return folder.resolve(fileName() + ".yaml");
  }

  Path devices() {
    return folder.resolve(fileName() + ".devices.yaml");
  }

  List<Path> all() {
    return List.of(profile(), devices());
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
}
