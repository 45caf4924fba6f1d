package dev.lockstep.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A file of a load, or one profile or device in an envelope of EdgeX, with what it is.
 *
 * @param top the top of the file, or of the part
 * @param named whether the file itself was named, and not a folder that contains it
 */
record CatalogSource(Path path, YamlNode top, Kind kind, boolean named) {

  /** What a source is, by its name and its keys. */
  enum Kind {
    SIDECAR,
    THING,
    PROFILE,
    DEVICE_LIST,
    /** One device in an envelope. */
    DEVICE,
    PLAN,
    /** A JSON Schema for editors, as shipped with the profiles. */
    SCHEMA,
    OTHER
  }

  /** The sources of a file: several where it is an envelope. */
  static List<CatalogSource> of(CatalogFiles.Source file, Diagnostics diagnostics) {
    return EdgeXEnvelope.opened(new YamlNode(file.yaml(), "", diagnostics)).stream()
        .map(each -> new CatalogSource(file.path(), each, kind(file.path(), each), file.named()))
        .toList();
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  private static Kind kind(Path path, YamlNode top) {
    Set<String> keys = top.keys();
    if (keys.contains("$schema") && !keys.contains("name") && !keys.contains("deviceList")) {
      return Kind.SCHEMA;
    }
    if (CatalogFiles.isSidecar(path)) {
      return Kind.SIDECAR;
    }
    if (ThingDescription.isThing(path, top)) {
      return Kind.THING;
    }
    if (keys.contains("deviceList")) {
      return Kind.DEVICE_LIST;
    }
    if (!top.path().isEmpty() && keys.contains("profileName")) {
      return Kind.DEVICE;
    }
    if (keys.contains("deviceResources")
        || keys.contains("deviceCommands")
        || (keys.contains("name") && (keys.contains("manufacturer") || keys.contains("model")))) {
      return Kind.PROFILE;
    }
    return keys.contains("participants") ? Kind.PLAN : Kind.OTHER;
  }
}
