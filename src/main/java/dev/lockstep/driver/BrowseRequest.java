package dev.lockstep.driver;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to be browsed of a machine's server.
 *
 * @param under the node where it begins, as a profile names it; empty: all of it
 * @param nodesMax how many nodes are looked at
 * @param depthMax how far down from there
 * @param patience how long a server that does not answer is waited for
 * @param trust an operator's approval of the certificate that the server will show, if there is one
 * @param rest of an earlier browse that ended before its end, to go on with
 */
public record BrowseRequest(
    Optional<String> under,
    int nodesMax,
    int depthMax,
    Duration patience,
    Optional<TrustRequest> trust,
    Optional<String> rest) {

  /** From the beginning. */
  public BrowseRequest(
      Optional<String> under,
      int nodesMax,
      int depthMax,
      Duration patience,
      Optional<TrustRequest> trust) {
    this(under, nodesMax, depthMax, patience, trust, Optional.empty());
  }
}
