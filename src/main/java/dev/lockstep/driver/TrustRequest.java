package dev.lockstep.driver;

import dev.lockstep.device.DeviceName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an operator asks for of one certificate.
 *
 * @param thumbprint SHA-256 or SHA-1 of it, 64 or 40 hexadecimal digits in lower case
 * @param device for which alone it is approved
 * @param by who asks
 * @param reason why
 */
public record TrustRequest(
    String thumbprint, Optional<DeviceName> device, String by, String reason) {
  private static final Pattern SEPARATORS = Pattern.compile("[\\s:-]");
  private static final Pattern THUMBPRINT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** A thumbprint, however a tool spells it: in capitals, with colons or spaces; empty: none. */
  public static Optional<String> thumbprint(String spelled) {
    String digits = SEPARATORS.matcher(spelled).replaceAll("").toLowerCase(Locale.ROOT);
    return Optional.of(digits).filter(each -> THUMBPRINT.matcher(each).matches());
  }
}
