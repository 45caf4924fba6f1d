package dev.lockstep.catalog;

/**
 * The limits of the catalog (P8).
 *
 * @param filesMax files in one load
 * @param fileBytesMax bytes in one file
 * @param depthMax nesting depth of lists and mappings
 * @param aliasesMax YAML aliases in one file
 * @param valuesMax keys, values and items in one file, with aliases expanded
 * @param resourcesMax resources of one profile
 * @param commandsMax commands of one profile
 * @param devicesMax devices of one load
 */
public record CatalogLimits(
    int filesMax,
    int fileBytesMax,
    int depthMax,
    int aliasesMax,
    int valuesMax,
    int resourcesMax,
    int commandsMax,
    int devicesMax) {
  public static final CatalogLimits DEFAULT =
      new CatalogLimits(1_000, 4 << 20, 32, 1_000, 500_000, 5_000, 5_000, 10_000);
}
