package dev.lockstep.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports on loopback that nobody listens on. */
public final class FreePorts {
  private static final int LASTING_FIRST = 20_000;
  private static final int LASTING_PORTS = 10_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) ProcessHandle.current().pid() * 37);

  private FreePorts() {}

  /** That many different ones. All are held until all are found, so that none comes twice. */
  public static List<Integer> find(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int each = 0; each < count; each++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  /**
   * One that stays free while its listener is dead. Systems take the near end of outgoing
   * connections from high up; a port from there may be taken before the listener is back.
   */
  public static int lasting() {
    for (int tries = 0; tries < LASTING_PORTS; tries++) {
      int port = LASTING_FIRST + Math.floorMod(NEXT.getAndIncrement(), LASTING_PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // by somebody else; there are others
      }
    }
    throw new IllegalStateException("no free port from %d on".formatted(LASTING_FIRST));
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
