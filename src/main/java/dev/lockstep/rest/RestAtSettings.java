package dev.lockstep.rest;

import java.net.URI;
import java.time.Duration;

/**
 * The face for REST-AT coordinators: {@code lockstep.restat.*}.
 *
 * @param publicUrl where coordinators reach this gateway; must stay the same across restarts,
 *     because they keep it in their logs
 * @param line which coordinators may be called, and how they are
 * @param enlistedMax how many enlistments are remembered that have not been asked to prepare; 1 or
 *     more
 * @param enlistedFor how long one is remembered at least, where there are more; positive
 */
public record RestAtSettings(
    URI publicUrl, LineSettings line, int enlistedMax, Duration enlistedFor) {
  public RestAtSettings {
    Origin.of(publicUrl.toString());
    if (enlistedMax < 1 || !enlistedFor.isPositive()) {
      throw new IllegalArgumentException(
          "enlisted-max must be at least 1 and enlisted-for positive, but they are %d and %s"
              .formatted(enlistedMax, enlistedFor));
    }
  }
}
