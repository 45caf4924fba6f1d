package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.lockstep.transaction.Requester;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in systemd's journal, as a socket of Unix in its place receives them. */
class SystemdJournalTest {
  @TempDir Path folder;

  private static AuditEntry entry(long number, String subject) {
    AuditRecord record =
        new AuditRecord("release", new Requester("otto", "10.0.0.9:4711"), subject)
            .with("operator", "otto")
            .with("why", "forged\nLOCKSTEP_ACT=resolve");
    return new AuditEntry(number, record.body(Instant.EPOCH), "ab".repeat(32));
  }

  @Test
  void recordIsADatagramOfFieldsAndForgesNone() throws Throwable {
    Path socket = folder.resolve("journal");
    try (DatagramListener journald = new DatagramListener(socket)) {
      long taken = new SystemdJournal(socket).write(List.of(entry(1, "t-1"), entry(2, "t-2")));

      assertThat(taken).isEqualTo(2);
      assertThat(journald.heard().lines())
          .contains(
              "PRIORITY=5",
              "SYSLOG_IDENTIFIER=lockstep",
              "LOCKSTEP_ACT=release",
              "LOCKSTEP_PRINCIPAL=otto",
              "LOCKSTEP_ADDRESS=10.0.0.9:4711",
              "LOCKSTEP_SUBJECT=t-1",
              "LOCKSTEP_NUMBER=1",
              "LOCKSTEP_HASH=" + "ab".repeat(32))
          .doesNotContain("LOCKSTEP_ACT=resolve")
          .anyMatch(each -> each.startsWith("MESSAGE=act=\"release\" principal=\"otto\""));
      assertThat(journald.heard()).contains("LOCKSTEP_SUBJECT=t-2\n");
      assertThat(journald.heard()).isEmpty();
    }
  }

  @Test
  void journalThatTakesNoMoreIsNotWaitedForAndSaysHowFarItCame() throws Throwable {
    Path socket = folder.resolve("journal");
    try (DatagramListener journald = new DatagramListener(socket)) {
      SystemdJournal sink = new SystemdJournal(socket);
      List<AuditEntry> many =
          LongStream.rangeClosed(1, 100_000).mapToObj(each -> entry(each, "t")).toList();
      long taken = sink.write(many);
      assertThat(taken).isBetween(1L, 99_999L);
      assertThatIOException().isThrownBy(() -> sink.write(many.subList((int) taken, 100_000)));

      while (!journald.heard().isEmpty()) {
        // it is emptied
      }
      assertThat(sink.write(many.subList((int) taken, (int) taken + 1))).isEqualTo(taken + 1);
    }
  }

  @Test
  void whereNothingListensThatIsAFault() {
    assertThatIOException()
        .isThrownBy(
            () -> new SystemdJournal(folder.resolve("none")).write(List.of(entry(1, "t-1"))))
        .withMessageContaining("nothing is heard there");
    assertThatIOException()
        .isThrownBy(
            () -> new SystemdJournal(folder.resolve("x".repeat(120))).write(List.of(entry(1, "t"))))
        .withMessageContaining("at most 107 octets");
  }
}
