package dev.lockstep.driver;

import java.time.Instant;
import java.util.Optional;

/**
 * The application instance certificate by which a device's server was accepted (OPC 10000-6,
 * 6.2.2).
 *
 * @param applicationUri that stands in it; empty where it gives none
 * @param thumbprint SHA-1 of it, 40 hexadecimal digits in lower case, as OPC UA tools show it
 * @param validUntil the end of its validity
 */
public record ServerCertificate(
    Optional<String> applicationUri, String thumbprint, Instant validUntil) {}
