package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Note of a restore, in a file beside the journal: which files are put where, so that the start
 * that finds it half-done can go on; and who restored what, until the audit log has it.
 *
 * @param setAside name of the folders, beside each place, in which the files before are kept
 * @param places of the databases that are replaced
 * @param words what the audit log is still to be told, the earlier first
 */
public record RestoreNote(String setAside, List<Path> places, List<AuditEntry.Timed> words) {
  private static final int FORMAT = 1;

  public RestoreNote {
    places = List.copyOf(places);
    words = List.copyOf(words);
  }

  static Path file(Path journal) {
    return journal.resolveSibling(journal.getFileName() + ".restore");
  }

  /**
   * The note beside that journal; empty where there is none.
   *
   * @throws JournalUnavailableException where it cannot be read: then nothing may be begun here
   */
  public static Optional<RestoreNote> of(Path journal) throws JournalUnavailableException {
    Path file = file(journal);
    if (Files.notExists(file) || !Files.isDirectory(Durable.parent(file))) {
      return Optional.empty(); // where the folder itself is wrong, opening the journal says so
    }
    try {
      return Optional.of(read(JournalJson.parse(Files.readString(file))));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new JournalUnavailableException(
          "%s says that a restore was begun, and cannot be read (%s): do not start on what may be half a backup; restore once more, with that file moved away"
              .formatted(file, unreadable.getMessage()),
          unreadable);
    }
  }

  /** Whether the note of that restore stands there. */
  static boolean begun(Path journal, String setAside) {
    try {
      return of(journal).filter(note -> note.setAside().equals(setAside)).isPresent();
    } catch (JournalUnavailableException unreadable) {
      return true; // a start will not pass it by either
    }
  }

  private static RestoreNote read(JsonNode node) {
    if (JournalJson.field(node, "format").asInt() != FORMAT) {
      throw new IllegalArgumentException("it is of a newer version of the gateway");
    }
    return new RestoreNote(
        JournalJson.text(node, "setAside"),
        JournalJson.list(node, "places", each -> Path.of(each.asText())),
        JournalJson.list(
            node,
            "words",
            each ->
                new AuditEntry.Timed(
                    Instant.parse(JournalJson.text(each, "at")), AuditRecord.read(each))));
  }

  /** The same with what an earlier restore had to say first. */
  RestoreNote behind(Optional<RestoreNote> earlier) {
    List<AuditEntry.Timed> all = new ArrayList<>(earlier.map(RestoreNote::words).orElse(List.of()));
    all.addAll(words);
    return new RestoreNote(setAside, places, all);
  }

  /** Returns when it would survive a power cut; whole, or as before. */
  void write(Path journal, FileMoves moves) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JournalJson.factory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("setAside", setAside);
      JournalJson.write(json, "places", places, (out, each) -> out.writeString(each.toString()));
      JournalJson.write(
          json, "words", words, (out, each) -> out.writeRawValue(each.record().body(each.at())));
      json.writeEndObject();
    }
    Path file = file(journal);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    OwnerOnly.make(draft);
    Files.writeString(draft, text.append('\n').toString());
    Durable.file(draft);
    moves.move(draft, file);
    moves.sync(Durable.parent(file));
  }

  /** The audit log has what it says. */
  public static void told(Path journal) throws IOException {
    Files.deleteIfExists(file(journal));
    Durable.folderOf(file(journal));
  }
}
