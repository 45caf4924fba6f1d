package dev.lockstep.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One connection through the network: two sockets, and a pump in each direction. */
final class ProxiedConnection {
  private static final int CHUNK = 16_384;

  private final Socket client;
  private final Socket server = new Socket();
  private final Framing framing;
  private final Supplier<Duration> delay;
  private final Pump toServer;
  private final Pump toClient;

  ProxiedConnection(Socket client, Framing framing, Supplier<Duration> delay, Lanes lanes) {
    this.client = client;
    this.framing = framing;
    this.delay = delay;
    this.toServer = new Pump(client, server, lanes.toServer());
    this.toClient = new Pump(server, client, lanes.toClient());
  }

  /** Both directions. */
  record Lanes(Lane toServer, Lane toClient) {
    Lane of(FaultyNetwork.Direction direction) {
      return switch (direction) {
        case TO_SERVER -> toServer;
        case TO_CLIENT -> toClient;
      };
    }
  }

  void run(InetSocketAddress address) {
    try {
      server.connect(address);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread.ofVirtual().start(toServer::run);
      toClient.run();
    } catch (IOException refused) {
      reset();
    }
  }

  void freeze(FaultyNetwork.Direction direction) {
    pump(direction).gate = new CountDownLatch(1);
  }

  void thaw() {
    toServer.gate.countDown();
    toClient.gate.countDown();
  }

  private Pump pump(FaultyNetwork.Direction direction) {
    return switch (direction) {
      case TO_SERVER -> toServer;
      case TO_CLIENT -> toClient;
    };
  }

  /** Both sides find the connection reset (RST): what they have not read yet may be lost. */
  void reset() {
    abort(client);
    abort(server);
    thaw();
  }

  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyGone) {
      return;
    }
  }

  void close() {
    try {
      client.close();
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    thaw();
  }

  /** Carries one direction, message by message. */
  private final class Pump {
    private final Socket from;
    private final Socket to;
    private final Lane lane;
    private volatile CountDownLatch gate;

    Pump(Socket from, Socket to, Lane lane) {
      this.from = from;
      this.to = to;
      this.lane = lane;
      this.gate = lane.gateForNew();
    }

    void run() {
      try {
        carry();
        gate.await();
        to.shutdownOutput();
      } catch (IOException | InterruptedException gone) {
        // The other pump of this connection may still have something to deliver.
        return;
      }
    }

    /** Until the sender has ended, in whatever way. */
    private void carry() throws IOException, InterruptedException {
      byte[] waiting = new byte[0];
      InputStream in = from.getInputStream();
      byte[] chunk = new byte[CHUNK];
      for (int length = read(in, chunk); length >= 0; length = read(in, chunk)) {
        byte[] joined = Arrays.copyOf(waiting, waiting.length + length);
        System.arraycopy(chunk, 0, joined, waiting.length, length);
        waiting = joined;
        OptionalInt first = framing.first(waiting, waiting.length);
        while (waiting.length > 0 && first.isPresent() && first.getAsInt() <= waiting.length) {
          deliver(Arrays.copyOf(waiting, first.getAsInt()));
          waiting = Arrays.copyOfRange(waiting, first.getAsInt(), waiting.length);
          first = framing.first(waiting, waiting.length);
        }
      }
    }

    private void deliver(byte[] message) throws IOException, InterruptedException {
      LockSupport.parkNanos(delay.get().toNanos());
      CountDownLatch closed = gate;
      boolean late = closed.getCount() > 0;
      if (late) {
        lane.heldBack(message.length);
      }
      closed.await();
      switch (lane.fate(message)) {
        case Fate.Passed passed -> write(List.of(message), late);
        case Fate.Instead instead -> write(instead.messages(), late);
        case Fate.Held held -> {
          gate.await();
          write(List.of(message), true);
        }
        case Fate.ResetBefore before -> reset();
        case Fate.ResetAfter after -> {
          if (this == toServer) {
            // A quick answer may be here before the reset, and must not come through.
            toClient.gate = new CountDownLatch(1);
          }
          write(List.of(message), late);
          reset();
        }
      }
    }

    private void write(List<byte[]> messages, boolean late) throws IOException {
      OutputStream out = to.getOutputStream();
      for (byte[] each : messages) {
        out.write(each);
      }
      out.flush();
      lane.passed(messages, late);
    }

    /** A sender that was reset has ended like any other. */
    private static int read(InputStream in, byte[] chunk) {
      try {
        return in.read(chunk);
      } catch (IOException reset) {
        return -1;
      }
    }
  }
}
