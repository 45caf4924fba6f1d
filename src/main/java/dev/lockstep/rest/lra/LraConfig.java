package dev.lockstep.rest.lra;

import java.net.URI;
import java.util.Optional;

/**
 * Configuration of the LRA participant: {@code lockstep.lra.*}. Which coordinators may be joined,
 * and how long they may take, say {@code lockstep.coordinators.*}.
 */
public interface LraConfig {
  /**
   * Where coordinators reach this gateway; else where this process listens. They keep it in their
   * logs, so it must stay the same across restarts.
   */
  Optional<URI> publicUrl();
}
