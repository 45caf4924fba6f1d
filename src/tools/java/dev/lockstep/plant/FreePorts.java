package dev.lockstep.plant;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Ports on loopback that nobody listens on. */
public final class FreePorts {
  /** Which of two processes of the tests this is, 1 or 2; 0: none of them. */
  private static final int FORK = Integer.getInteger("surefire.forkNumber", 0);

  /** Each of the two has a half of its own: a port that one has found free, the other may take. */
  private static final int LASTING_PORTS = FORK > 0 ? 5_000 : 10_000;

  private static final int LASTING_FIRST = FORK > 0 && FORK % 2 == 0 ? 25_000 : 20_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) ProcessHandle.current().pid() * 37);

  private FreePorts() {}

  /** That many different ones. */
  public static List<Integer> find(int count) {
    return IntStream.range(0, count).mapToObj(each -> lasting()).toList();
  }

  /**
   * One that stays free until its listener is there, and while that is dead. Systems take the near
   * end of outgoing connections from high up; a port from there may be taken in between.
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
}
