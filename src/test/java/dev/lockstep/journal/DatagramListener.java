package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A datagram socket of Unix, as systemd has them, for the length of a test. */
@SuppressWarnings("restricted") // declared as the manual has them
public final class DatagramListener implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int MOST = 65_536;
  private static final int ADDRESS = 110;
  private static final int FAMILY = 2;

  private final int descriptor;

  /** At that path. */
  public DatagramListener(Path socket) throws Throwable {
    this(socket.toString(), ADDRESS);
  }

  private DatagramListener(String name, int length) throws Throwable {
    descriptor = (int) call("socket", 3).invoke(1, 2, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
      address.setString(FAMILY, name);
      if (length < ADDRESS) {
        address.set(ValueLayout.JAVA_BYTE, FAMILY, (byte) 0);
      }
      MethodHandle bind =
          LINKER.downcallHandle(
              LINKER.defaultLookup().find("bind").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));
      assertThat((int) bind.invoke(descriptor, address, length)).isZero();
    }
  }

  /**
   * With a name of the abstract namespace.
   *
   * @param name with {@code @} before it
   */
  public static DatagramListener named(String name) throws Throwable {
    return new DatagramListener(name, FAMILY + name.length());
  }

  private static MethodHandle call(String name, int numbers) {
    MemoryLayout[] all = new MemoryLayout[numbers];
    Arrays.fill(all, ValueLayout.JAVA_INT);
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, all));
  }

  /** The next one, without waiting; empty where there is none. */
  public String heard() {
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
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
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
