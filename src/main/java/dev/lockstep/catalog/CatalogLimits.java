package dev.lockstep.catalog;

/**
 * How much the catalog reads before it refuses.
 *
 * @param filesMax files of one load
 * @param fileBytesMax octets of one file
 * @param depthMax how deep lists and mappings may nest
 * @param aliasesMax YAML aliases of one file
 * @param valuesMax keys, values and items of one file, each alias counted with all that it stands
 *     for
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
