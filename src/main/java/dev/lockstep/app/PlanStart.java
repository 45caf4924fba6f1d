package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.catalog.PlanFolder;
import dev.lockstep.catalog.PlanLimits;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Plans at the start: the folder must be there, and what is wrong with a plan is said. It keeps
 * nothing else from starting, because a plan that has faults is not played.
 */
final class PlanStart {
  private static final String KEY = "lockstep.catalog.plans";
  private static final Logger LOG = Logger.getLogger(PlanStart.class);

  private PlanStart() {}

  static PlanFolder folder(Settings settings) {
    return new PlanFolder(settings.config().catalog().plans(), PlanLimits.DEFAULT);
  }

  /**
   * Looks at the folder, where there is one and this process is a coordinator.
   *
   * @throws StartFailureException where it cannot be read
   */
  static void check(Settings settings) {
    Optional<Path> path = settings.config().catalog().plans();
    if (path.isEmpty()) {
      return;
    }
    if (!settings.config().coordinator().enabled()) {
      LOG.warnf("%s=%s has no effect: lockstep.coordinator.enabled is false", KEY, path.get());
      return;
    }
    if (!Files.isDirectory(path.get())) {
      throw StartFailureException.value(KEY, path.get(), "there is no such folder");
    }
    try {
      PlanFolder.Listing listing = folder(settings).list();
      listing
          .plans()
          .forEach(
              plan -> {
                plan.warnings().forEach(LOG::warn);
                plan.faults().forEach(fault -> LOG.errorf("cannot be played: %s", fault));
              });
      LOG.infof("plans: %d in %s", listing.plans().size(), path.get());
      if (listing.more() > 0) {
        LOG.errorf("%d files in %s are left out: there are too many", listing.more(), path.get());
      }
    } catch (UncheckedIOException fault) {
      throw StartFailureException.value(KEY, path.get(), "it cannot be read");
    }
  }
}
