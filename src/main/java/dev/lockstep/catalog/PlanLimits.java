package dev.lockstep.catalog;

/**
 * The limits of plans (P8).
 *
 * @param plansMax files in the folder
 * @param fileBytesMax bytes in one file
 * @param parametersMax parameters of one plan
 * @param participantsMax participants of one plan
 * @param commandsMax commands of one plan, all participants together
 * @param textMax characters of a text that a parameter is given
 */
public record PlanLimits(
    int plansMax,
    int fileBytesMax,
    int parametersMax,
    int participantsMax,
    int commandsMax,
    int textMax) {
  public static final PlanLimits DEFAULT = new PlanLimits(200, 64 << 10, 64, 64, 1_000, 1_000);

  private static final int DEPTH_MAX = 16;
  private static final int ALIASES_MAX = 100;
  private static final int VALUES_MAX = 10_000;

  /** The limits of its YAML. */
  CatalogLimits yaml() {
    return new CatalogLimits(1, fileBytesMax, DEPTH_MAX, ALIASES_MAX, VALUES_MAX, 0, 0, 0);
  }
}
