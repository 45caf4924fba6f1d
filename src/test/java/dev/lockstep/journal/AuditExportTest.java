package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.UsualSettings;
import dev.lockstep.transaction.Requester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the audit log: complete and in order, private, bounded, and never in the way. */
class AuditExportTest {
  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();

  private Path file() {
    return folder.resolve("copy/audit.jsonl");
  }

  private AuditedJournal open(String... more) throws JournalUnavailableException {
    List<String> keys = new ArrayList<>(List.of("path=" + file()));
    keys.addAll(List.of(more));
    SqliteJournal journal =
        SqliteJournal.open(TunedSettings.at(AuditedJournal.states(folder)).settings(), clock);
    AuditSettings settings =
        new AuditSettings(
            AuditedJournal.log(folder),
            Duration.ofMillis(20),
            Duration.ofDays(30),
            1_000_000,
            UsualSettings.of(JournalConfig.class),
            Optional.of(UsualSettings.of(AuditConfig.Export.class, keys.toArray(String[]::new))));
    return new AuditedJournal(journal, AuditLog.start(settings, clock, journal));
  }

  private static AuditRecord release(String subject) {
    return new AuditRecord("release", new Requester("otto", "10.0.0.9:4711"), subject)
        .with("operator", "otto")
        .with("why", "the line is \"clear\"\nnow");
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static List<Long> numbers(List<String> lines) {
    return lines.stream()
        .map(
            line -> {
              try {
                return JournalJson.parse(line).path("number").asLong();
              } catch (IOException none) {
                throw new AssertionError(line, none);
              }
            })
        .toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void eachRecordIsOneLineAcrossRestartsAndAPowerCutInTheMiddleOfOne() throws Exception {
    try (AuditedJournal gateway = open()) {
      gateway.audit.record(release("t-1"));
      gateway.append(JournalSamples.prepared("t-1"), "Checked");
    }
    assertThat(numbers(lines(file()))).isEqualTo(upTo(2));
    JsonNode first = JournalJson.parse(lines(file()).getFirst());
    assertThat(first.path("act").asText()).isEqualTo("release");
    assertThat(first.path("principal").asText()).isEqualTo("otto");
    assertThat(first.path("hash").asText()).hasSize(64);

    Files.writeString(file(), "{\"number\":3,\"at\":\"2026-", StandardOpenOption.APPEND);
    try (AuditedJournal gateway = open()) {
      gateway.audit.record(release("t-2"));
    }
    assertThat(numbers(lines(file()))).isEqualTo(upTo(3));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void fileIsBegunAnewAtItsSizeAndSoManyOlderOnesAreKept() throws Exception {
    try (AuditedJournal gateway = open("size-max=64K", "files-max=2")) {
      for (int each = 1; each <= 100; each++) {
        gateway.audit.record(release("t-" + "x".repeat(500) + each));
        if (each % 20 == 0) {
          long last = each;
          await().until(() -> numbers(lines(file())).contains(last));
        }
      }
      for (int each = 101; each <= 400; each++) {
        gateway.audit.record(release("t-" + "x".repeat(500) + each));
      }
    }
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1", "audit.jsonl.2");
    }
    List<Long> kept = new ArrayList<>();
    for (String suffix : List.of(".2", ".1", "")) {
      kept.addAll(numbers(lines(file().resolveSibling("audit.jsonl" + suffix))));
    }
    assertThat(kept.getLast()).isEqualTo(400);
    assertThat(kept).isEqualTo(LongStream.rangeClosed(kept.getFirst(), 400).boxed().toList());
  }

  @Test
  void placeThatTakesNothingIsToldStopsNoActAndGetsAllWhenItTakesAgain() throws Exception {
    Files.createDirectories(file());
    try (AuditedJournal gateway = open()) {
      gateway.audit.record(release("t-1"));
      await()
          .until(
              () ->
                  gateway.audit.troubles().stream()
                      .anyMatch(each -> each.contains("does not take the records")));
      gateway.audit.record(release("t-2"));

      Files.delete(file());
      await().until(() -> numbers(lines(file())).equals(upTo(2)));
      await().until(() -> gateway.audit.troubles().isEmpty());
    }
  }

  @Test
  void withoutSuchAPlaceThereIsNoThread() throws Exception {
    try (AuditedJournal gateway = AuditedJournal.open(folder, clock)) {
      gateway.audit.record(release("t-1"));
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(each -> each.getName().equals("lockstep-audit-export"));
    }
  }
}
