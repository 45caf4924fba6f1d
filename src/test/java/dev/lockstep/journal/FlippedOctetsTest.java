package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that gives back an octet that was not written, anywhere in the file. */
@Tag("fault")
class FlippedOctetsTest {
  private static final long SEED = Long.getLong("flipped.seed", 20_261_121);
  private static final int FLIPS = 100;
  private static final String NOTICED = "noticed";

  @TempDir Path directory;
  private final Map<String, State> written = new LinkedHashMap<>();
  private byte[] sound;

  @BeforeEach
  void write() throws Exception {
    Path path = directory.resolve("sound.db");
    try (SqliteJournal journal =
        SqliteJournal.open(RecordedWork.settings(path), SqliteJournalTest.CLOCK)) {
      for (int n = 0; n < 40; n++) {
        State state = RecordedWork.state("t" + n, n % RecordedWork.VERSIONS);
        journal.append(JournalSamples.entry(state));
        written.put("t" + n, state);
      }
    }
    sound = Files.readAllBytes(path);
  }

  @Test
  void noFlippedOctetPassesInSilence() throws Exception {
    Random random = new Random(SEED);
    try (var opening = Executors.newFixedThreadPool(8)) {
      List<Future<String>> all = new ArrayList<>();
      for (int n = 0; n < FLIPS; n++) {
        int bit = random.nextInt(sound.length * Byte.SIZE);
        all.add(opening.submit(() -> faultOf(bit)));
      }
      List<String> faults = new ArrayList<>();
      for (Future<String> each : all) {
        faults.add(each.get());
      }
      assertThat(faults)
          .as("-Dflipped.seed=%d", SEED)
          .filteredOn(fault -> !fault.isEmpty() && !fault.equals(NOTICED))
          .isEmpty();
      // What is not noticed hit what nobody reads: free space, history, or an index made anew.
      assertThat(faults).filteredOn(NOTICED::equals).hasSizeGreaterThan(FLIPS / 10);
    }
  }

  private String faultOf(int bit) throws IOException {
    byte[] file = sound.clone();
    file[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    Path path = directory.resolve("flipped-%d.db".formatted(bit));
    Files.write(path, file);
    String fault = fault(path);
    return fault.isEmpty() || fault.equals(NOTICED) ? fault : "bit %d: %s".formatted(bit, fault);
  }

  /** Empty where all is there as written; else {@link #NOTICED}, or what passed in silence. */
  private String fault(Path path) {
    try (SqliteJournal journal =
        SqliteJournal.open(RecordedWork.settings(path), SqliteJournalTest.CLOCK)) {
      Set<String> live =
          journal.atStart().live().stream()
              .map(state -> state.work().orElseThrow().id().value())
              .collect(Collectors.toSet());
      for (var each : written.entrySet()) {
        State found = journal.find(new TransactionId(each.getKey()));
        boolean missing = !(found instanceof State.Ended) && !live.contains(each.getKey());
        if ((missing || !found.equals(each.getValue())) && journal.troubles().isEmpty()) {
          return "%s is %s".formatted(each.getKey(), missing ? "not live" : found.name());
        }
      }
      return journal.troubles().isEmpty() ? "" : NOTICED;
    } catch (JournalUnavailableException named) {
      return NOTICED;
    }
  }

  @Test
  void indexThatLostARowIsMadeAnewFromTheRows() throws Exception {
    Path path = directory.resolve("sound.db");
    DamagedJournal.loseAnIndexEntry(path, "transactions_live");

    assertThat(fault(path)).isEmpty();
  }
}
