package dev.lockstep.catalog;

import java.nio.file.Path;
import java.util.List;

/** Catalogs for tests, with no driver to object. */
final class Catalogs {
  private Catalogs() {}

  static Catalog load(Path... paths) {
    return load(CatalogLimits.DEFAULT, paths);
  }

  static Catalog load(CatalogLimits limits, Path... paths) {
    return Catalog.load(List.of(paths), limits, device -> List.of());
  }
}
