package dev.lockstep.plant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;

/**
 * What a gateway must hold before an OPC UA machine and it talk to each other: the machine's
 * certificate among those it trusts, and its own password there. {@code
 * pki/trusted/certs/MACHINE.der} and {@code secrets/MACHINE.password} below the folder.
 *
 * @param folder of one gateway; made where it is missing
 */
public record MachineKeys(Path folder) {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * Writes down both, over what is there.
   *
   * @param machine the device's name
   * @throws IOException where a file cannot be written
   */
  public MachineKeys add(String machine, X509Certificate certificate) throws IOException {
    Path trusted = Files.createDirectories(pki().resolve("trusted").resolve("certs"));
    try {
      Files.write(trusted.resolve(machine + ".der"), certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate of the " + machine + " cannot be written", e);
    }
    Path password = Files.createDirectories(secrets()).resolve(machine + ".password");
    Files.deleteIfExists(password);
    Files.createFile(password, OWNER_ONLY);
    Files.writeString(password, MachineServer.PASSWORD + "\n");
    return this;
  }

  /** Where the gateway finds them. */
  public Map<String, String> settings() {
    return Map.of(
        "lockstep.opcua.pki", pki().toString(), "lockstep.secrets.folder", secrets().toString());
  }

  private Path pki() {
    return folder.resolve("pki");
  }

  private Path secrets() {
    return folder.resolve("secrets");
  }
}
