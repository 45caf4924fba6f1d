package dev.lockstep.app;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.catalog.Fault;
import dev.lockstep.catalog.LoadReport;
import dev.lockstep.driver.Driver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Catalog loading at start: without any fault, or with the faulty files and devices left out where
 * that is configured.
 */
final class CatalogStart {
  private static final Logger LOG = Logger.getLogger(CatalogStart.class);

  private CatalogStart() {}

  /**
   * Loads it.
   *
   * @throws StartFailureException with every fault, unless they are to be skipped
   */
  static Catalog load(Settings settings, List<Driver> drivers) {
    GatewayConfig.Catalog keys = settings.config().catalog();
    require("lockstep.catalog.profiles", keys.profiles());
    require("lockstep.catalog.devices", keys.devices().orElse(List.of()));
    PlanStart.check(settings);
    Catalog catalog =
        Catalog.load(settings.catalogPaths(), CatalogLimits.DEFAULT, Drivers.check(drivers));
    List<Fault> faults = catalog.report().faults();
    if (!faults.isEmpty() && !keys.skipFaulty()) {
      catalog.report().warnings().forEach(LOG::warn);
      throw new StartFailureException(message(faults));
    }
    return catalog;
  }

  /** Logs the result. */
  static void log(LoadReport report) {
    report.warnings().forEach(LOG::warn);
    report.faults().forEach(fault -> LOG.errorf("left out: %s", fault));
    LOG.infof(
        "catalog: %d profiles, %d devices from %d files",
        report.profiles(), report.devices(), report.files());
  }

  private static void require(String key, List<Path> paths) {
    for (Path path : paths) {
      if (!Files.isReadable(path)) {
        throw StartFailureException.value(
            key, path, "there is no such file or folder, or it cannot be read");
      }
    }
  }

  private static String message(List<Fault> faults) {
    List<String> lines = new ArrayList<>(faults.stream().map(Fault::toString).toList());
    lines.add(
        "%d fault%s in profiles and device lists; correct %s, or set lockstep.catalog.skip-faulty=true"
            .formatted(
                faults.size(), faults.size() == 1 ? "" : "s", faults.size() == 1 ? "it" : "them"));
    return String.join(System.lineSeparator(), lines);
  }
}
