package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.journal.DecisionLog.Document;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDecisionLogTest {
  @TempDir Path directory;
  private SqliteDecisionLog log;

  @BeforeEach
  void open() throws JournalUnavailable {
    log = SqliteDecisionLog.open(JournalSettings.at(path()), SqliteJournalTest.CLOCK);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Path path() {
    return directory.resolve("decisions.db");
  }

  @Test
  void lastDocumentIsFoundAfterReopening() throws JournalUnavailable {
    log.append(new Document("a", true, "first"));
    log.append(new Document("a", true, "Größe 🦾"));
    log.close();
    open();

    assertThat(log.find("a")).contains(new Document("a", true, "Größe 🦾"));
    assertThat(log.find("b")).isEmpty();
  }

  @Test
  void openDocumentsAreThoseThatAreNotClosedInTheOrderOfTheirArrival() throws JournalUnavailable {
    log.append(new Document("z", true, "1"));
    log.append(new Document("m", true, "2"));
    log.append(new Document("a", true, "3"));
    log.append(new Document("m", false, "4"));

    assertThat(log.open()).extracting(Document::id).containsExactly("z", "a");
  }

  @Test
  void pagesAreInTheOrderOfTheIds() throws JournalUnavailable {
    for (String id : new String[] {"c", "a", "b"}) {
      log.append(new Document(id, false, id));
    }
    assertThat(log.page("", 2)).extracting(Document::id).containsExactly("a", "b");
    assertThat(log.page("b", 2)).extracting(Document::id).containsExactly("c");
  }

  @Test
  void documentLongerThanAMebibyteIsRefused() {
    assertThatThrownBy(() -> log.append(new Document("a", true, "x".repeat((1 << 20) + 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void damagedDocumentMakesTheStartFailWithItsName() throws Exception {
    log.append(new Document("healthy", true, "text"));
    log.append(new Document("hurt", true, "text"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path())) {
      connection
          .createStatement()
          .executeUpdate("update documents set body = x'74657875' where id = 'hurt'");
    }

    assertThatThrownBy(log::open)
        .isInstanceOf(JournalUnavailable.class)
        .hasMessageContaining("hurt");
    assertThatThrownBy(() -> log.find("hurt")).isInstanceOf(JournalUnavailable.class);
    assertThat(log.find("healthy")).isPresent();
  }

  @Test
  void manyAtOnceShareFsyncs() {
    try (var callers = Executors.newFixedThreadPool(32)) {
      IntStream.range(0, 640)
          .mapToObj(n -> CompletableFuture.runAsync(() -> append("c" + n), callers))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertThat(log.meter().appends()).isEqualTo(640);
    assertThat(log.meter().fsyncs()).isLessThan(320);
  }

  private void append(String id) {
    try {
      log.append(new Document(id, true, id));
    } catch (JournalUnavailable e) {
      throw new AssertionError(e);
    }
  }
}
