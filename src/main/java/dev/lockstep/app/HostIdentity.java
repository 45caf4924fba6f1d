package dev.lockstep.app;

import dev.lockstep.device.Boot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Identity of this host and of its current boot. */
final class HostIdentity {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");
  private static final int OCTETS = 8;

  private HostIdentity() {}

  /**
   * This boot.
   *
   * @param configured the host's identity where it is given
   */
  static Boot boot(Optional<String> configured) {
    String host = configured.or(() -> read(MACHINE_ID).map(HostIdentity::hashed)).orElse("");
    return new Boot(read(BOOT_ID).map(id -> id.replace("-", "")).orElse(""), host);
  }

  /** machine-id(5) asks that it is not passed on as it is, but hashed, with a word of one's own. */
  static String hashed(String machineId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(("dev.lockstep " + machineId).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, OCTETS));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
