package dev.lockstep.standby.link;

import java.nio.file.Path;

/**
 * PEM files of the link.
 *
 * @param certificate of this PC, with those that signed it behind it
 * @param key of it: PKCS 8, not encrypted
 * @param trusted whom the other PC's certificate must come from, or that certificate itself
 */
public record LinkFiles(Path certificate, Path key, Path trusted) {}
