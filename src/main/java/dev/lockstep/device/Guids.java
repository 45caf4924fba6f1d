package dev.lockstep.device;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Parser of UUIDs in text form (RFC 9562, clause 4; OPC 10000-6, 5.1.3): 8-4-4-4-12 hexadecimal
 * digits.
 */
public final class Guids {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Guids() {}

  /** The UUID in any letter case; empty where digits or groups are missing. */
  public static Optional<UUID> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
