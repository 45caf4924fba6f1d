package dev.lockstep.app.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.standby.PersonWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators' words between their being said and their being in the record of acts. */
class SaidWordsTest {
  private static final Instant AT = Instant.parse("2026-03-01T06:00:00Z");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("journal-standby.words");
  }

  private static SaidWords.Said said(String reason) {
    return new SaidWords.Said(AT, new PersonWord(PersonWord.Kind.TAKE_OVER, true, "maria", reason));
  }

  @Test
  void whatIsKeptIsThereAfterARestartInItsOrderAndWithEveryCharacter() throws Exception {
    SaidWords before = SaidWords.open(file());
    assertThat(before.keep(said("pc-1 \"burnt\"\nand = stopped; Lüfter"))).isTrue();
    assertThat(before.keep(said("second"))).isTrue();

    assertThat(SaidWords.open(file()).kept())
        .containsExactly(said("pc-1 \"burnt\"\nand = stopped; Lüfter"), said("second"));
  }

  @Test
  void whatIsRecordedIsGoneAfterARestart() throws Exception {
    SaidWords before = SaidWords.open(file());
    assertThat(before.keep(said("first"))).isTrue();
    assertThat(before.keep(said("second"))).isTrue();
    before.drop(said("first"));

    assertThat(SaidWords.open(file()).kept()).containsExactly(said("second"));
  }

  @Test
  void aMessageThatComesAgainIsKeptOnce() throws Exception {
    SaidWords words = SaidWords.open(file());
    assertThat(words.keep(said("handed over"))).isTrue();
    assertThat(words.keep(said("handed over"))).isFalse();
    assertThat(words.kept()).hasSize(1);
  }

  @Test
  void aDamagedFileIsNamedWithWhatToDo() throws Exception {
    assertThat(SaidWords.open(file()).keep(said("first"))).isTrue();
    Files.writeString(file(), Files.readString(file()).replace("maria", "marie"));

    assertThatThrownBy(() -> SaidWords.open(file()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("journal-standby.words", "delete it");
  }

  @Test
  void oneTooManyIsRefusedAndTheOthersStay() throws Exception {
    SaidWords words = SaidWords.open(file());
    for (int each = 0; each < SaidWords.MAX; each++) {
      assertThat(words.keep(said("word " + each))).isTrue();
    }
    assertThatThrownBy(() -> words.keep(said("one too many")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds 100 words");
    assertThat(SaidWords.open(file()).kept()).hasSize(SaidWords.MAX);
  }
}
