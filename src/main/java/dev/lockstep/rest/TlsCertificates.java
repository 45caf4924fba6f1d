package dev.lockstep.rest;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The port of the certificates that HTTP uses, here and outgoing. Thread-safe. */
public interface TlsCertificates {

  /** What a certificate of this gateway is for. */
  enum Use {
    /** Shown to those who call this gateway. */
    HTTPS,
    /** Shown to the gateways and coordinators that this one calls. */
    OUTBOUND
  }

  /** A certificate of this gateway. */
  record Own(Use use, X509Certificate certificate) {}

  /**
   * A client whose certificate its authority has signed, and which no role is for.
   *
   * @param address where it called from last
   * @param times how often since the start
   */
  record Roleless(
      X509Certificate certificate, String address, Instant first, Instant last, long times) {}

  /** As they are shown now, also after a reload. */
  List<Own> own();

  /** The last ones of them, the latest first; a few. */
  List<Roleless> roleless();

  /** How many of those made room for others since the start. */
  long rolelessDropped();
}
