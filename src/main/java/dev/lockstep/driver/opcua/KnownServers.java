package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The servers that were first approved for their devices (ARCHITECTURE, P13), one file each in
 * {@code pki/known}, as known_hosts is to SSH. A file is read for each connection, so deleting it
 * is all that another server takes. A connection writes it once and never replaces it; only a
 * person does. Beside it, {@code NAME.der} is the certificate that a person approved for that
 * device alone. Thread-safe, also beside another process.
 */
final class KnownServers {
  private static final int OCTETS_MAX = 8_192;
  private static final int NAME_MAX = 100;
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private final Path folder;

  /**
   * @param pki where the folder {@code known} is made with the first server that is approved
   */
  KnownServers(Path pki) {
    this.folder = pki.resolve("known");
  }

  /** Where the server of this device is kept. */
  Path file(DeviceName device) {
    return folder.resolve(name(device) + ".txt");
  }

  /** Where the certificate is kept that a person approved for this device alone, if any. */
  Path certificate(DeviceName device) {
    return folder.resolve(name(device) + TrustLists.KEPT);
  }

  private static String name(DeviceName device) {
    String name = device.value();
    return name.length() <= NAME_MAX && SAFE.matcher(name).matches() ? name : disguised(name);
  }

  /** A name that a file may have: a readable part, and a digest that keeps two names apart. */
  private static String disguised(String name) {
    String readable = name.replaceAll("[^A-Za-z0-9_-]", "_");
    try {
      byte[] print =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "%s~%s"
          .formatted(
              readable.substring(0, Math.min(NAME_MAX, readable.length())),
              HexFormat.of().formatHex(print, 0, 16));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /**
   * The server that was first approved for this device; empty where none was.
   *
   * @throws UnansweredException where the file cannot be read or holds something else: it is never
   *     taken for missing, or a torn file would let any trusted server in
   */
  Optional<KnownServer> of(DeviceName device) throws UnansweredException {
    Path file = file(device);
    try (InputStream octets = Files.newInputStream(file)) {
      byte[] found = octets.readNBytes(OCTETS_MAX + 1);
      // Strictly, or a damaged letter would be read as another.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(found)).toString();
      Optional<KnownServer> known =
          found.length > OCTETS_MAX ? Optional.empty() : KnownServer.parse(device, text);
      return Optional.of(known.orElseThrow(() -> damaged(file)));
    } catch (CharacterCodingException damage) {
      throw damaged(file);
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UnansweredException(
          ("the server that was approved for %s cannot be read, and no password was sent: %s; let"
                  + " the gateway read it")
              .formatted(device, unreadable));
    }
  }

  private static UnansweredException damaged(Path file) {
    return new UnansweredException(
        ("%s does not say which server was approved, and no password was sent: correct it, or delete"
                + " it to approve the server that answers next")
            .formatted(file));
  }

  /**
   * Keeps a server for its device. Durable when this returns. The story that the order of its steps
   * is for:
   *
   * <ol>
   *   <li>Two connections of one device meet two trusted servers at the same time.
   *   <li>Each finds no file, and writes one of its own name.
   *   <li>One link takes the place; the other finds it taken, and compares its server with that.
   * </ol>
   *
   * @return false where another was kept meanwhile
   * @throws UnansweredException where it cannot be kept
   */
  boolean approve(KnownServer server) throws UnansweredException {
    Path file = file(server.device());
    try {
      DurableFiles.makeFolder(folder);
      Path fresh = DurableFiles.fresh(server.text().getBytes(StandardCharsets.UTF_8), folder);
      boolean first;
      try {
        first = link(file, fresh);
      } finally {
        Files.delete(fresh);
      }
      // If power fails before this, no password has left, and the next connection approves anew.
      DurableFiles.sync(folder);
      if (!first && Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.notExists(file)) {
        throw damaged(file); // a link that leads nowhere
      }
      return first;
    } catch (IOException | UnsupportedOperationException failed) {
      throw new UnansweredException(
          ("the server %s cannot be kept as the one of %s in %s, and no password was sent: %s; make"
                  + " the folder writable, or set ApplicationUri")
              .formatted(server.value(), server.device(), file, failed));
    }
  }

  /**
   * Keeps a server in the place of the one before, because a person said so. Durable when this
   * returns.
   */
  void replace(KnownServer server) throws IOException {
    DurableFiles.makeFolder(folder);
    byte[] text = server.text().getBytes(StandardCharsets.UTF_8);
    DurableFiles.put(file(server.device()), text, folder);
  }

  /** Trusts a certificate for its device alone. Durable when this returns. */
  void keep(DeviceName device, X509Certificate certificate)
      throws IOException, CertificateEncodingException {
    DurableFiles.makeFolder(folder);
    DurableFiles.put(certificate(device), certificate.getEncoded(), folder);
  }

  private static boolean link(Path file, Path fresh) throws IOException {
    try {
      Files.createLink(file, fresh);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
  }
}
