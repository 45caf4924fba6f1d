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
import java.util.Arrays;
import java.util.List;

/**
 * Datagrams to a socket of Unix (unix(7)), by which systemd is spoken to: Java has none, so they
 * are sent by the C library. Nothing waits: what is not taken at once is not sent. Thread-safe.
 */
public final class UnixDatagrams {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

  /** struct sockaddr_un: two octets, and the path with a zero behind it. */
  private static final int FAMILY = 2;

  private static final int PATH_MAX = 107;

  private final byte[] address;

  private UnixDatagrams(byte[] address) {
    this.address = address;
  }

  /**
   * Datagrams to that socket; none is opened before one is sent.
   *
   * @param socket its path, or {@code @} and a name of the abstract namespace, as systemd writes it
   * @throws IOException where no socket can have such a name
   */
  public static UnixDatagrams to(String socket) throws IOException {
    byte[] name = socket.getBytes(StandardCharsets.UTF_8);
    if (name.length > PATH_MAX) {
      throw new IOException("the path of a socket has at most %d octets".formatted(PATH_MAX));
    }
    boolean isAbstract = socket.startsWith("@");
    if (!isAbstract && !socket.startsWith("/")) {
      throw new IOException("%s is neither a path nor @ and a name".formatted(socket));
    }
    // The length counts in the abstract namespace: a zero behind the name would be part of it.
    byte[] address =
        ByteBuffer.allocate(FAMILY + name.length + (isAbstract ? 0 : 1))
            .order(ByteOrder.nativeOrder())
            .putShort((short) AF_UNIX)
            .put(name)
            .array();
    if (isAbstract) {
      address[FAMILY] = 0;
    }
    return new UnixDatagrams(address);
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

  /**
   * Sends them in their order, up to the first that is not taken.
   *
   * @return how many were taken
   * @throws IOException where this system has no such sockets, or no descriptor is left
   */
  public int send(List<byte[]> datagrams) throws IOException {
    Library library = Library.link();
    int taken = 0;
    try {
      int descriptor = (int) library.socket().invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (descriptor < 0) {
        throw new IOException("no socket is to be had");
      }
      try {
        while (taken < datagrams.size() && sent(library, descriptor, datagrams.get(taken))) {
          taken++;
        }
      } finally {
        int unused = (int) library.close().invokeExact(descriptor);
      }
    } catch (IOException | RuntimeException | Error known) {
      throw known;
    } catch (Throwable impossible) {
      throw new IllegalStateException("the C library throws nothing", impossible);
    }
    return taken;
  }

  private boolean sent(Library library, int descriptor, byte[] datagram) throws Throwable {
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

  @Override
  public String toString() {
    byte[] name = Arrays.copyOfRange(address, FAMILY, address.length);
    return new String(name, StandardCharsets.UTF_8).replace("\0", "");
  }
}
