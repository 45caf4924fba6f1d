package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.lockstep.transaction.Requester;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in systemd's journal, as a socket of Unix in its place receives them. */
class SystemdJournalTest {
  private static final int MOST = 65_536;

  @TempDir Path folder;

  private static AuditEntry entry(long number, String subject) {
    AuditRecord record =
        new AuditRecord("release", new Requester("otto", "10.0.0.9:4711"), subject)
            .with("operator", "otto")
            .with("why", "forged\nLOCKSTEP_ACT=resolve");
    return new AuditEntry(number, record.body(Instant.EPOCH), "ab".repeat(32));
  }

  /** What a datagram socket is in C, for the length of a test. */
  @SuppressWarnings("restricted") // declared as the manual has them
  private static final class Listener implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private final int descriptor;

    Listener(Path socket) throws Throwable {
      descriptor = (int) call("socket", 3).invoke(1, 2, 0);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment address = arena.allocate(110);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        address.setString(2, socket.toString());
        MethodHandle bind =
            LINKER.downcallHandle(
                LINKER.defaultLookup().find("bind").orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
        assertThat((int) bind.invoke(descriptor, address, 110)).isZero();
      }
    }

    private static MethodHandle call(String name, int numbers) {
      MemoryLayout[] all = new MemoryLayout[numbers];
      Arrays.fill(all, ValueLayout.JAVA_INT);
      return LINKER.downcallHandle(
          LINKER.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, all));
    }

    /** Without waiting; empty where there is none. */
    String heard() throws Throwable {
      MethodHandle receive =
          LINKER.downcallHandle(
              LINKER.defaultLookup().find("recv").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT));
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(MOST);
        long octets = (long) receive.invoke(descriptor, buffer, (long) MOST, 0x40);
        return octets < 0
            ? ""
            : new String(
                buffer.asSlice(0, octets).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      }
    }

    @Override
    public void close() {
      try {
        int unused = (int) call("close", 1).invoke(descriptor);
      } catch (Throwable impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  @Test
  void recordIsADatagramOfFieldsAndForgesNone() throws Throwable {
    Path socket = folder.resolve("journal");
    try (Listener journald = new Listener(socket)) {
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
    try (Listener journald = new Listener(socket)) {
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
