package dev.lockstep.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP network between a gateway and a server on this machine, that breaks when it is told to:
 * frozen, cut, refusing, slow, resetting a connection at a message, swallowing or changing
 * messages. What was on its way when it froze is kept, and delivered when it thaws, even where the
 * sender has gone. Thread-safe.
 */
public final class FaultyNetwork implements AutoCloseable {

  /** Which way a message goes. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final Framing framing;
  private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
  private final ProxiedConnection.Lanes lanes = new ProxiedConnection.Lanes(new Lane(), new Lane());
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean refusing;

  /**
   * A network to the server at this port of the loopback address.
   *
   * @param framing what counts as one message
   */
  public FaultyNetwork(int serverPort, Framing framing) throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), framing);
  }

  /** A network to the server at this address. */
  public FaultyNetwork(InetSocketAddress server, Framing framing) throws IOException {
    this(server, framing, InetAddress.getLoopbackAddress());
  }

  /**
   * A network to the server at this address.
   *
   * @param here the address of this machine at which clients reach it
   */
  public FaultyNetwork(InetSocketAddress server, Framing framing, InetAddress here)
      throws IOException {
    this.server = server;
    this.framing = framing;
    this.listening = new ServerSocket(0, 50, here);
    Thread.ofVirtual().start(this::accept);
  }

  /** Where the client connects instead of the server. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Old connections and new ones stand still. */
  public void freeze() {
    lanes.toServer().freezeNew();
    lanes.toClient().freezeNew();
    freezeExisting();
  }

  /** Only what is connected now stands still; new connections work. */
  public void freezeExisting() {
    freezeExisting(Direction.TO_SERVER);
    freezeExisting(Direction.TO_CLIENT);
  }

  /** What is connected now stands still in this direction alone. */
  public void freezeExisting(Direction direction) {
    connections.forEach(each -> each.freeze(direction));
  }

  /** Everything moves again, and what was held back arrives. */
  public void thaw() {
    lanes.toServer().thawNew();
    lanes.toClient().thawNew();
    connections.forEach(ProxiedConnection::thaw);
  }

  /** Closes every connection and refuses new ones, until {@link #mend()}. */
  public void cut() {
    refusing = true;
    connections.forEach(ProxiedConnection::close);
    connections.clear();
  }

  /** Resets every connection, as a server that was killed does; new ones work. */
  public void reset() {
    connections.forEach(ProxiedConnection::reset);
    connections.clear();
  }

  /** Refuses new connections, until {@link #mend()}; what is connected stays so. */
  public void refuse() {
    refusing = true;
  }

  /** New connections work again, and no rule, no delay holds any more. */
  public void mend() {
    refusing = false;
    delay = Duration.ZERO;
    lanes.toServer().noRule();
    lanes.toClient().noRule();
  }

  /** Each message takes so much longer, in each direction. */
  public void delay(Duration longer) {
    delay = longer;
  }

  /** From now on this says what becomes of each message in that direction. */
  public void rule(Direction direction, Fate.Rule rule) {
    lanes.of(direction).rule(rule);
  }

  /** The n-th message from now in this direction goes through; then its connection is reset. */
  public void resetAfter(Direction direction, int message) {
    lanes.of(direction).resetAfter(message);
  }

  /** Nothing goes through in this direction, and nobody is told: lost, not held back. */
  public void swallow(Direction direction) {
    lanes.of(direction).rule(message -> Fate.SWALLOWED);
  }

  /** So many messages went through in this direction. */
  public long messages(Direction direction) {
    return lanes.of(direction).messages();
  }

  /** So many octets went through in this direction. */
  public long octets(Direction direction) {
    return lanes.of(direction).octets();
  }

  /** Octets that came to stand still in a frozen network, whether or not they have gone on. */
  public long heldBack(Direction direction) {
    return lanes.of(direction).heldBack();
  }

  /** Octets that stood still in a frozen network, and went through when it thawed. */
  public long deliveredLate(Direction direction) {
    return lanes.of(direction).late();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (refusing) {
          client.setSoLinger(true, 0);
          client.close();
          continue;
        }
        ProxiedConnection connection = new ProxiedConnection(client, framing, () -> delay, lanes);
        connections.add(connection);
        Thread.ofVirtual().start(() -> connection.run(server));
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    connections.forEach(ProxiedConnection::close);
  }
}
