package dev.lockstep.rest;

import dev.lockstep.participant.CoordinatorClient;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Warnings about a transaction's coordinator that will never be asked: its address is on no list,
 * mostly for a typing error there or in the configuration, or it is decided in an ensemble that is
 * not configured here. The vote stands, because a coordinator that lives tells its decision by
 * itself; but after its crash a person would have to decide. Thread-safe.
 */
public final class CoordinatorWarnings {
  private static final Logger LOG = Logger.getLogger(CoordinatorWarnings.class);

  /** Coordinators that are remembered as logged; what comes after that many is only answered. */
  private static final int LOGGED_MAX = 1_000;

  /** The scheme of transactions that are decided in an ensemble: their addresses name no host. */
  private static final String IN_ENSEMBLE = "zookeeper:";

  private static final String NO_ADDRESS = "an address that is none";

  private final CoordinatorClient coordinators;
  private final Set<String> logged = new HashSet<>();

  public CoordinatorWarnings(CoordinatorClient coordinators) {
    this.coordinators = coordinators;
  }

  /** The warnings for a vote with this coordinator; logged once for each host. */
  List<String> of(Optional<String> coordinator) {
    Optional<String> objection = coordinator.flatMap(coordinators::objection);
    objection.ifPresent(why -> log(host(coordinator.orElseThrow())));
    return objection.map(CoordinatorWarnings::sentence).stream().toList();
  }

  private static String sentence(String objection) {
    return "coordinator: %s, so it will not be asked for its decision: if it does not tell it, a person must decide"
        .formatted(objection);
  }

  /** Not the address: most hold the transaction's id, and each would be another one. */
  private static String host(String address) {
    if (address.startsWith(IN_ENSEMBLE)) {
      return IN_ENSEMBLE;
    }
    try {
      return Origin.of(address).authority();
    } catch (IllegalArgumentException none) {
      return NO_ADDRESS;
    }
  }

  private void log(String host) {
    synchronized (logged) {
      if (logged.size() >= LOGGED_MAX || !logged.add(host)) {
        return;
      }
    }
    if (host.equals(IN_ENSEMBLE)) {
      LOG.warn(
          "votes are for transactions that are decided in an ensemble, which will not be asked for"
              + " its decision: set lockstep.ensemble.connect, and lockstep.ensemble.chroot as the"
              + " coordinators have it");
      return;
    }
    LOG.warnf(
        "votes name a coordinator that is on no list and will not be asked for its decision:"
            + " coordinator=%s; if that is no typing error, add it to lockstep.coordinators.allowed",
        host);
  }
}
