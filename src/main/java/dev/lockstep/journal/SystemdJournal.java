package dev.lockstep.journal;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Systemd's journal by its native protocol (systemd, "Native Journal Protocol"): each record is a
 * datagram of fields, so that {@code journalctl LOCKSTEP_SUBJECT=changeover-7} finds it. Java has
 * no datagrams for sockets of Unix, so they are sent by the C library. Nothing waits: what the
 * journal does not take at once is sent again later.
 */
final class SystemdJournal implements AuditSink {
  static final Path SOCKET = Path.of("/run/systemd/journal/socket");

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

  /** struct sockaddr_un: two octets and the path, with a zero behind it. */
  private static final int ADDRESS = 110;

  private static final String ACT = "5";
  private static final String ROUTINE = "6";

  private final Path socket;

  SystemdJournal(Path socket) {
    this.socket = socket;
  }

  /** The three calls into the C library, as the manual has them. */
  private record Library(MethodHandle socket, MethodHandle sendto, MethodHandle close) {
    @SuppressWarnings("restricted") // declared as the manual has them
    static Library link() throws IOException {
      if (!System.getProperty("os.name").equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) {
        throw new IOException("only a 64-bit Linux has it");
      }
      try {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        Linker.Option heap = Linker.Option.critical(true);
        return new Library(
            linker.downcallHandle(
                library.find("socket").orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT),
                heap),
            linker.downcallHandle(
                library.find("sendto").orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT),
                heap),
            linker.downcallHandle(
                library.find("close").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                heap));
      } catch (RuntimeException | LinkageError unable) {
        throw new IOException("this runtime cannot call the C library", unable);
      }
    }
  }

  @Override
  public String place() {
    return "systemd's journal at " + socket;
  }

  @Override
  public OptionalLong reached() {
    return OptionalLong.empty();
  }

  @Override
  public long write(List<AuditEntry> rows) throws IOException {
    Library library = Library.link();
    byte[] address = address();
    long taken = 0;
    try {
      int descriptor = (int) library.socket().invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (descriptor < 0) {
        throw new IOException("no socket is to be had");
      }
      try {
        for (AuditEntry each : rows) {
          if (!sent(library, descriptor, address, datagram(each))) {
            break;
          }
          taken = each.number();
        }
      } finally {
        int unused = (int) library.close().invokeExact(descriptor);
      }
    } catch (IOException | RuntimeException | Error known) {
      throw known;
    } catch (Throwable impossible) {
      throw new IllegalStateException("the C library throws nothing", impossible);
    }
    if (taken == 0) {
      throw new IOException("nothing is heard there, or nothing taken now");
    }
    return taken;
  }

  private static boolean sent(Library library, int descriptor, byte[] address, byte[] datagram)
      throws Throwable {
    long octets =
        (long)
            library
                .sendto()
                .invokeExact(
                    descriptor,
                    MemorySegment.ofArray(datagram),
                    (long) datagram.length,
                    MSG_DONTWAIT_NOSIGNAL,
                    MemorySegment.ofArray(address),
                    address.length);
    return octets == datagram.length;
  }

  private byte[] address() throws IOException {
    byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
    if (path.length > ADDRESS - 3) {
      throw new IOException("the path of a socket has at most %d octets".formatted(ADDRESS - 3));
    }
    return ByteBuffer.allocate(ADDRESS)
        .order(ByteOrder.nativeOrder())
        .putShort((short) AF_UNIX)
        .put(path)
        .array();
  }

  /** Values are lines: {@link AuditRecord} makes printable what comes from outside. */
  static byte[] datagram(AuditEntry entry) {
    AuditRecord record = entry.read().record();
    StringBuilder fields = new StringBuilder();
    field(fields, "MESSAGE", record.logLine());
    field(fields, "PRIORITY", record.details().containsKey("operator") ? ACT : ROUTINE);
    field(fields, "SYSLOG_IDENTIFIER", "lockstep");
    field(fields, "LOCKSTEP_ACT", record.act());
    field(fields, "LOCKSTEP_PRINCIPAL", record.requester().principal());
    field(fields, "LOCKSTEP_ADDRESS", record.requester().address());
    field(fields, "LOCKSTEP_SUBJECT", record.subject());
    field(fields, "LOCKSTEP_NUMBER", Long.toString(entry.number()));
    field(fields, "LOCKSTEP_HASH", entry.hash());
    return fields.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void field(StringBuilder fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.append(name).append('=').append(value).append('\n');
    }
  }
}
