package dev.lockstep.driver.opcua;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network between gateway and server that can be frozen, and cut. What was on its way when it
 * froze is kept, and delivered when it thaws, even where the sender has gone.
 */
final class FreezingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int serverPort;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gateForNew = new CountDownLatch(0);
  private final AtomicLong deliveredLate = new AtomicLong();
  private volatile boolean refusing;

  FreezingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The server freezes: old connections and new ones stand still. */
  void freeze() {
    gateForNew = new CountDownLatch(1);
    freezeExisting();
  }

  /** Only what is connected now stands still; new connections work. */
  void freezeExisting() {
    connections.forEach(each -> each.gate = new CountDownLatch(1));
  }

  void thaw() {
    gateForNew.countDown();
    connections.forEach(each -> each.gate.countDown());
  }

  /** Cuts every connection and refuses new ones. */
  void cut() {
    refusing = true;
    connections.forEach(Connection::close);
    connections.clear();
  }

  /** Octets that stood still on their way to the server, and then reached it. */
  long deliveredLate() {
    return deliveredLate.get();
  }

  void mend() {
    refusing = false;
  }

  private final class Connection {
    private final Socket client;
    private final Socket server = new Socket();
    private volatile CountDownLatch gate = gateForNew;

    Connection(Socket client) {
      this.client = client;
    }

    void run() {
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pump(client, server));
        pump(server, client);
      } catch (IOException refused) {
        close();
      }
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[16_384];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          boolean late = gate.getCount() > 0;
          gate.await();
          out.write(buffer, 0, length);
          out.flush();
          if (late && from == client) {
            deliveredLate.addAndGet(length);
          }
        }
        gate.await();
        to.shutdownOutput();
      } catch (IOException | InterruptedException gone) {
        // The other pump of this connection may still have something to deliver.
        return;
      }
    }

    void close() {
      try {
        client.close();
        server.close();
      } catch (IOException alreadyGone) {
        throw new IllegalStateException(alreadyGone);
      }
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Connection connection = new Connection(client);
        connections.add(connection);
        Thread.ofVirtual().start(connection::run);
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    thaw();
    listening.close();
    connections.forEach(Connection::close);
  }
}
