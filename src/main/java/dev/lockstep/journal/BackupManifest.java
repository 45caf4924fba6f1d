package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a backup consists of, in a file beside its copies: with it a copy that was cut short, that
 * rotted, or that comes from another backup is told from one of this.
 *
 * @param at when the backup was taken
 */
record BackupManifest(Instant at, List<Part> parts) {
  static final String NAME = "backup.json";

  private static final int FORMAT = 1;

  BackupManifest {
    parts = List.copyOf(parts);
  }

  /**
   * One copy.
   *
   * @param sha256 of its octets, in hexadecimal digits (FIPS 180-4)
   */
  record Part(String name, long bytes, String sha256) {
    static Part of(Path copy) throws IOException {
      return new Part(copy.getFileName().toString(), Files.size(copy), digest(copy));
    }

    /** Why a file is not this copy; empty where it is. */
    Optional<String> faultOf(Path file) throws IOException {
      if (!Files.isRegularFile(file)) {
        return Optional.of("it is not there");
      }
      if (Files.size(file) != bytes) {
        return Optional.of("it has %d bytes instead of %d".formatted(Files.size(file), bytes));
      }
      return digest(file).equals(sha256)
          ? Optional.empty()
          : Optional.of("its SHA-256 is another one than when it was copied");
    }
  }

  static BackupManifest of(Instant at, List<Path> copies) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (Path each : copies) {
      parts.add(Part.of(each));
    }
    return new BackupManifest(at, parts);
  }

  /** Returns when it would survive a power cut, but for its name in the folder. */
  void write(Path folder) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JournalJson.factory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("at", at.toString());
      JournalJson.write(json, "files", parts, BackupManifest::write);
      json.writeEndObject();
    }
    Path file = folder.resolve(NAME);
    OwnerOnly.make(file);
    Files.writeString(file, text.append('\n').toString());
    Durable.file(file);
  }

  private static void write(JsonGenerator json, Part part) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", part.name());
    json.writeNumberField("bytes", part.bytes());
    json.writeStringField("sha256", part.sha256());
    json.writeEndObject();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException where it is none, or one of a newer version
   */
  static BackupManifest read(Path folder) throws IOException {
    JsonNode node = JournalJson.parse(Files.readString(folder.resolve(NAME)));
    if (JournalJson.field(node, "format").asInt() != FORMAT) {
      throw new IllegalArgumentException("it is of a newer version of the gateway");
    }
    try {
      return new BackupManifest(
          Instant.parse(JournalJson.text(node, "at")),
          JournalJson.list(
              node,
              "files",
              each ->
                  new Part(
                      JournalJson.text(each, "name"),
                      JournalJson.field(each, "bytes").asLong(),
                      JournalJson.text(each, "sha256"))));
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }

  /** Why a file is not the copy of that name; empty where it is. */
  Optional<String> faultOf(String name, Path file) throws IOException {
    for (Part each : parts) {
      if (each.name().equals(name)) {
        return each.faultOf(file);
      }
    }
    return Optional.of("it is not of this backup");
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
        content.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
