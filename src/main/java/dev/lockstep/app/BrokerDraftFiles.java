package dev.lockstep.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of what was found on a broker: DEVICE.yaml for each profile, and the device list
 * NAME.devices.yaml.
 */
final class BrokerDraftFiles {
  private final Path folder;
  private final String list;
  private final Map<Path, String> files = new LinkedHashMap<>();

  /**
   * @param name of the device list
   */
  BrokerDraftFiles(Path folder, String name) {
    this.folder = folder;
    this.list = safe(name) + ".devices.yaml";
  }

  private static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return safe.startsWith(".") ? "_" + safe.substring(1) : safe;
  }

  /** The device list, whose name is known before anything was found. */
  Path list() {
    return folder.resolve(list);
  }

  /**
   * Sets what is to be written: profiles by name, and the list.
   *
   * @return the files, each once also where a file system does not tell letters by case
   */
  Set<Path> fill(Map<String, String> profiles, String devices) {
    Set<String> taken = new HashSet<>(Set.of(list.toLowerCase(Locale.ROOT)));
    profiles.forEach(
        (name, text) -> {
          String file = safe(name) + ".yaml";
          for (int each = 2; !taken.add(file.toLowerCase(Locale.ROOT)); each++) {
            file = safe(name) + "_" + each + ".yaml";
          }
          files.put(folder.resolve(file), text);
        });
    // Last, for without its profile a device would be a fault.
    files.put(list(), devices);
    return files.keySet();
  }

  /** Their texts, after {@link #fill}. */
  Map<Path, String> texts() {
    return Collections.unmodifiableMap(files);
  }

  /** The first file that is there already. */
  Optional<Path> existing() {
    return files.keySet().stream().filter(Files::exists).findFirst();
  }

  /**
   * Writes all of them.
   *
   * @throws FileAlreadyExistsException where one is there and may not be replaced; nothing is
   *     written then
   */
  void write(boolean overwrite) throws IOException {
    Optional<Path> existing = existing();
    if (existing.isPresent() && !overwrite) {
      throw new FileAlreadyExistsException(existing.get().toString());
    }
    Files.createDirectories(folder);
    OpenOption[] options =
        overwrite
            ? new OpenOption[0] // made, or emptied first
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    for (Map.Entry<Path, String> each : files.entrySet()) {
      Files.writeString(each.getKey(), each.getValue(), options);
    }
  }
}
