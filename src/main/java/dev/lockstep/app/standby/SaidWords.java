package dev.lockstep.app.standby;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.standby.PersonWord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operators' words that the line's record of acts does not have yet: those that were said while
 * this PC was not the active one, and the one with which the other PC handed over. A file beside
 * the seat keeps them until this PC is active and has recorded them. Thread-safe.
 *
 * <p>Crash story: power fails after the word was said, before this PC is active. The word stands in
 * the file, and goes into the record of acts when this PC is active for the next time. Where it
 * fails between the record and the end of the file, the word is recorded twice.
 */
final class SaidWords {
  /** More than any line has between two takeovers; a person must be able to say the next one. */
  static final int MAX = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChecksummedFile file;
  private final List<Said> words;

  /** A word, and when it was said, by this PC's clock. */
  record Said(Instant at, PersonWord word) {}

  private SaidWords(ChecksummedFile file, List<Said> words) {
    this.file = file;
    this.words = words;
  }

  /**
   * Those that a run before has left.
   *
   * @throws IOException where the file cannot be read, or is not as it was written
   */
  static SaidWords open(Path path) throws IOException {
    ChecksummedFile file = new ChecksummedFile(path);
    List<Said> words = new ArrayList<>();
    try {
      Optional<String> text = file.read();
      for (String line : text.stream().flatMap(String::lines).toList()) {
        words.add(read(line));
      }
    } catch (ChecksummedFile.DamagedException
        | IllegalArgumentException
        | DateTimeParseException e) {
      throw new IOException(
          path
              + " is not as it was written: operators' words in it are missing in the record of"
              + " acts. Read what is left of it, and delete it",
          e);
    }
    return new SaidWords(file, words);
  }

  private static Said read(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    return new Said(
        Instant.parse(node.path("at").asText()),
        new PersonWord(
            PersonWord.Kind.valueOf(node.path("word").asText()),
            node.path("acceptLoss").asBoolean(),
            node.path("operator").asText(),
            node.path("why").asText()));
  }

  /**
   * Keeps it; returns when that would survive a power cut. The same word twice on end is kept once:
   * a message of the other PC may come again.
   *
   * @return false where it is kept already
   * @throws IOException where it cannot be kept; then nothing may be done for it
   */
  synchronized boolean keep(Said said) throws IOException {
    if (!words.isEmpty() && words.getLast().word().equals(said.word())) {
      return false;
    }
    if (words.size() >= MAX) {
      throw new IOException("%s holds %d words already".formatted(file.path(), MAX));
    }
    words.add(said);
    try {
      write();
      return true;
    } catch (IOException fault) {
      words.removeLast();
      throw fault;
    }
  }

  synchronized List<Said> kept() {
    return List.copyOf(words);
  }

  /** It is in the record of acts, durably; or it was refused, and nothing was done for it. */
  synchronized void drop(Said said) throws IOException {
    if (words.remove(said)) {
      write();
    }
  }

  private void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Said each : words) {
      PersonWord word = each.word();
      lines
          .append(
              JSON.createObjectNode()
                  .put("at", each.at().toString())
                  .put("word", word.kind().name())
                  .put("acceptLoss", word.acceptLoss())
                  .put("operator", word.principal())
                  .put("why", word.reason()))
          .append('\n');
    }
    file.write(lines.toString());
  }
}
