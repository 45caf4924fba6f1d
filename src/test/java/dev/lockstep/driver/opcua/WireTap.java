package dev.lockstep.driver.opcua;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands between a client and a server and keeps every octet that the client sent. */
final class WireTap implements AutoCloseable {
  private final ServerSocket listening;
  private final int server;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  WireTap(int server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Whether the text went by, in clear. */
  boolean heard(String text) {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1).contains(text);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), server);
        Thread.ofVirtual().start(() -> carry(client, far, true));
        Thread.ofVirtual().start(() -> carry(far, client, false));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void carry(Socket from, Socket to, boolean kept) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[8_192];
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        if (kept) {
          synchronized (heard) {
            heard.write(some, 0, read);
          }
        }
        out.write(some, 0, read);
      }
    } catch (IOException closed) {
      // by either side
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
