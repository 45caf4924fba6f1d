package dev.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.journal.DecisionLog.Document;
import dev.lockstep.journal.JournalUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits in memory is the last word to whoever asks, until the log has it or refuses it. */
class LazyLogTest {
  private final MemoryLog log = new MemoryLog();
  private final List<Runnable> tasks = new ArrayList<>();
  private final LazyLog lazy = new LazyLog(log, tasks::add);

  @BeforeEach
  void twoAreOpen() throws JournalUnavailableException {
    lazy.append(open("t1"));
    lazy.append(open("t2"));
  }

  @Test
  void whatWaitsIsFoundAndListedAsClosedThoughTheLogSaysOpen() throws JournalUnavailableException {
    lazy.appendLazily(closed("t1"));
    assertThat(tasks).isEmpty();
    assertThat(lazy.find("t1")).contains(closed("t1"));
    assertThat(lazy.find("t2")).contains(open("t2"));
    assertThat(lazy.open()).containsExactly(open("t2"));
    assertThat(lazy.page("", 10)).containsExactly(closed("t1"), open("t2"));
    assertThat(log.open()).hasSize(2);
  }

  @Test
  void whatIsBeingWrittenIsNotOpenInBetween() throws JournalUnavailableException {
    fill();
    assertThat(tasks).hasSize(LazyLog.TOGETHER);
    assertThat(lazy.find("t1")).contains(closed("t1"));
    tasks.forEach(Runnable::run);
    assertThat(log.find("t1")).contains(closed("t1"));
    assertThat(lazy.open()).containsExactly(open("t2"));
  }

  @Test
  void whatTheLogRefusesStandsAsBeforeAndIsNotKept() throws JournalUnavailableException {
    log.fate(MemoryLog.Fate.REFUSED, 1);
    fill();
    tasks.forEach(Runnable::run);
    log.heal();
    assertThat(lazy.find("t1")).contains(open("t1"));
    assertThat(lazy.open()).containsExactly(open("t1"), open("t2"));
  }

  private void fill() {
    lazy.appendLazily(closed("t1"));
    for (int each = 1; each < LazyLog.TOGETHER; each++) {
      lazy.appendLazily(closed("u" + each));
    }
  }

  private static Document open(String id) {
    return new Document(id, true, "may be forgotten");
  }

  private static Document closed(String id) {
    return new Document(id, false, "is forgotten");
  }
}
