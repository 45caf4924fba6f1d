package dev.lockstep.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * Asset of the pages: a script, a style sheet, a picture. The same for everybody, so that browsers
 * may keep it; another content has another address.
 */
final class Asset {
  private static final int VERSION_LENGTH = 12;

  private final String name;
  private final String mediaType;
  private final String version;
  private final byte[] content;
  private final byte[] zipped;

  private Asset(String name, String mediaType, byte[] content) throws IOException {
    this.name = name;
    this.mediaType = mediaType;
    this.content = content;
    this.zipped = zipped(content);
    this.version = version(content);
  }

  /** Reads it from the class path. */
  static Asset read(String name, String mediaType, String resource) {
    try (InputStream in =
        Objects.requireNonNull(Asset.class.getResourceAsStream(resource), resource)) {
      return new Asset(name, mediaType, in.readAllBytes());
    } catch (IOException fault) {
      throw new UncheckedIOException(resource, fault);
    }
  }

  private static String version(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, VERSION_LENGTH);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  private static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 2);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  String url() {
    return "/dashboard/assets/%s/%s".formatted(version, name);
  }

  String name() {
    return name;
  }

  String mediaType() {
    return mediaType;
  }

  /** Of the content: the beginning of its SHA-256. */
  String version() {
    return version;
  }

  /** What is sent, as it is or compressed by gzip; never changed. */
  byte[] bytes(boolean gzip) {
    return gzip ? zipped : content;
  }
}
