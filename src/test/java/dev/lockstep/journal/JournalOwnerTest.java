package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.TransactionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is opened where it does not belong. */
class JournalOwnerTest {
  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();

  private SqliteJournal open(String gateway) throws JournalUnavailableException {
    return SqliteJournal.open(
        TunedSettings.at(directory.resolve("journal.db")).gateway(gateway).settings(), clock);
  }

  @Test
  void newJournalIsItsGatewaysOnItsHostOverEveryRestartAndBoot()
      throws JournalUnavailableException {
    for (int life = 0; life < 3; life++) {
      try (SqliteJournal journal = open("line-a")) {
        assertThat(journal.troubles()).isEmpty();
      }
      clock.boot();
    }
  }

  @Test
  void copyOnAnotherHostTakesNoVotesUntilAnOperatorHasSaidThatTheOtherIsGone() throws Exception {
    try (SqliteJournal journal = open("line-a")) {
      journal.append(JournalSamples.entry(JournalSamples.prepared("t1")));
    }
    clock.move("spare");
    try (SqliteJournal journal = open("line-a")) {
      assertThat(journal.troubles())
          .singleElement()
          .asString()
          .contains("belongs to gateway line-a on host pc")
          .contains("gateway line-a on host spare")
          .contains("acknowledge position -1");
      assertThat(journal.damages()).extracting(Damage::position).containsExactly(Damage.FOREIGN);
      // What was promised is known all the same, and goes on.
      assertThat(journal.find(new TransactionId("t1"))).isEqualTo(JournalSamples.prepared("t1"));
      assertThat(journal.acknowledge(Damage.FOREIGN, "anna", "pc is scrapped", Instant.EPOCH))
          .isPresent();
      assertThat(journal.troubles()).isEmpty();
    }
    clock.boot();
    try (SqliteJournal journal = open("line-a")) {
      assertThat(journal.troubles()).isEmpty();
      assertThat(journal.acknowledge(Damage.FOREIGN, "ben", "again", Instant.EPOCH))
          .hasValueSatisfying(said -> assertThat(said.who()).isEqualTo("anna"));
    }
  }

  @Test
  void troubleStandsOverRestartsAsLongAsNobodyHasTakenNote() throws JournalUnavailableException {
    open("line-a").close();
    clock.move("spare");
    open("line-a").close();
    try (SqliteJournal journal = open("line-a")) {
      assertThat(journal.troubles()).hasSize(1);
    }
    clock.move("pc");
    try (SqliteJournal journal = open("line-a")) {
      assertThat(journal.troubles()).as("back where it belongs").isEmpty();
    }
  }

  @Test
  void journalOfAnotherGatewayOnTheSameHostIsNoticed() throws JournalUnavailableException {
    open("line-a").close();
    try (SqliteJournal journal = open("line-b")) {
      assertThat(journal.troubles()).singleElement().asString().contains("gateway line-b");
    }
  }

  @Test
  void hostThatNothingNamesIsNotHeldAgainstIt() throws JournalUnavailableException {
    open("line-a").close();
    clock.move("");
    try (SqliteJournal journal = open("line-a")) {
      assertThat(journal.troubles()).isEmpty();
    }
  }

  @Test
  void decisionLogIsItsOwnersToo() throws Exception {
    Path path = directory.resolve("decisions.db");
    JournalSettings settings = TunedSettings.at(path).gateway("line-a").settings();
    SqliteDecisionLog.open(settings, Document.CODEC, clock).close();
    clock.move("spare");
    try (SqliteDecisionLog<Document> log =
        SqliteDecisionLog.open(settings, Document.CODEC, clock)) {
      assertThat(log.troubles()).hasSize(1);
      assertThat(log.acknowledge(Damage.FOREIGN, "anna", "looked", Instant.EPOCH)).isPresent();
      assertThat(log.troubles()).isEmpty();
    }
    assertThat(Files.exists(path)).isTrue();
  }
}
