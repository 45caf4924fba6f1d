package dev.lockstep.driver;

import java.util.List;
import java.util.Optional;

/**
 * The port of trust: which servers' certificates a driver accepts, and how an operator changes that
 * while the gateway runs. What stands in the folders is the truth; a person may change them beside
 * this. Thread-safe. Every method reads and writes files, and waits for no server.
 */
public interface ServerTrust {

  TrustStanding standing();

  /**
   * A number that is another one as soon as something of the standing is; of files that a person
   * moved it is so from the next look of the driver on. How often and when a certificate was shown
   * again does not count. Reads no file.
   */
  long version();

  /** How many certificates a person is to look at: shown since the start, and not rejected. */
  int waiting();

  /**
   * The gateway's own certificates of this protocol, the newest first; empty where it has none.
   * Cheap enough for each look at the metrics.
   */
  List<CertificateDetails> own();

  /** What keeps the newest of these from being used everywhere; one sentence each. */
  List<String> ownTroubles();

  /**
   * Accepts a certificate: for one device, which keeps its server from then on; or for all devices
   * that mean that server.
   */
  TrustChange approve(TrustRequest request);

  /** Notes that a certificate is not wanted. What is accepted has to be revoked. */
  TrustChange reject(TrustRequest request);

  /** Takes trust away; sessions that rest on it end. */
  TrustChange revoke(TrustRequest request);

  /**
   * Makes a new certificate of the gateway itself, for sessions that begin from now on. The one
   * before is kept for servers that do not trust it yet.
   *
   * @param by who asks
   */
  TrustChange renew(String by, String reason);

  /** Of drivers whose servers show no certificates that are kept here. */
  ServerTrust NONE =
      new ServerTrust() {
        private static final String DETAIL = "no device here is reached by certificates";

        @Override
        public TrustStanding standing() {
          return TrustStanding.NONE;
        }

        @Override
        public long version() {
          return 0;
        }

        @Override
        public int waiting() {
          return 0;
        }

        @Override
        public List<CertificateDetails> own() {
          return List.of();
        }

        @Override
        public List<String> ownTroubles() {
          return List.of();
        }

        @Override
        public TrustChange approve(TrustRequest request) {
          return request
              .device()
              .<TrustChange>map(device -> new TrustChange.NoDevice(device + ": " + DETAIL))
              .orElseGet(() -> new TrustChange.Unknown(DETAIL));
        }

        @Override
        public TrustChange reject(TrustRequest request) {
          return new TrustChange.Unknown(DETAIL);
        }

        @Override
        public TrustChange revoke(TrustRequest request) {
          return new TrustChange.Unknown(DETAIL);
        }

        @Override
        public TrustChange renew(String by, String reason) {
          return new TrustChange.Unknown(DETAIL);
        }
      };

  /** The first of these that is any. */
  static ServerTrust of(List<Driver> drivers) {
    return drivers.stream().map(Driver::trust).flatMap(Optional::stream).findFirst().orElse(NONE);
  }
}
