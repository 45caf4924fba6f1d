package dev.lockstep.plant;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network between the coordinator and one gateway: a TCP relay on loopback that can be cut, and
 * that tells when a vote passes. Failures of a network or a process hit at one exact point here,
 * without a door for tests in the product.
 */
final class Wire implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** By what a vote is known on its way: in our own words, and a YES in those of REST-AT. */
  private static final List<String> VOTES = List.of("\"vote\"", "txstatus=TransactionPrepared");

  private final ServerSocket entrance;
  private final int target;
  private final AtomicReference<Optional<Runnable>> onVote =
      new AtomicReference<>(Optional.empty());
  private volatile boolean cut;

  /** Relays from a port that was free to that one. */
  Wire(int target) {
    this.target = target;
    try {
      entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /** What the coordinator believes to be the gateway's address. */
  String address() {
    return "http://127.0.0.1:" + entrance.getLocalPort();
  }

  /**
   * Once, when the gateway's next vote has left it and the coordinator has not heard it yet. The
   * vote is passed on when the action returns.
   */
  void onVote(Runnable action) {
    onVote.set(Optional.of(action));
  }

  /** Nothing reaches the gateway any more; what it has said still arrives. */
  void cut() {
    cut = true;
  }

  void mend() {
    cut = false;
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket coordinator = entrance.accept();
        Thread.startVirtualThread(() -> connect(coordinator));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket coordinator) {
    try (coordinator) {
      if (cut) {
        return;
      }
      try (var gateway = new Socket(InetAddress.getLoopbackAddress(), target)) {
        coordinator.setTcpNoDelay(true);
        gateway.setTcpNoDelay(true);
        Thread answers = Thread.startVirtualThread(() -> passAnswers(gateway, coordinator));
        passRequests(coordinator, gateway);
        answers.join();
      }
    } catch (IOException broken) {
      // As on any network: the coordinator finds its connection closed, and tries again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void passRequests(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (to) {
      for (int read = in.read(buffer); read >= 0 && !cut; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      // one side has gone: closing the other is all there is to do
    }
  }

  private void passAnswers(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        String passing = new String(buffer, 0, read, StandardCharsets.UTF_8);
        if (VOTES.stream().anyMatch(passing::contains)) {
          onVote.getAndSet(Optional.empty()).ifPresent(Runnable::run);
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      // one side has gone: closing the other is all there is to do
    }
  }
}
