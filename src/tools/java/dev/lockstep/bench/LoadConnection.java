package dev.lockstep.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A connection that is kept: one request at a time, and its answer. For one thread. */
final class LoadConnection implements AutoCloseable {
  private static final int ANSWER_MAX = 64 * 1024;

  private final SocketChannel channel;
  private final String host;
  private final byte[] bytes = new byte[ANSWER_MAX];
  private final ByteBuffer received = ByteBuffer.wrap(bytes);

  LoadConnection(InetSocketAddress server) throws IOException {
    channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    // By number, as they know themselves: Narayana makes its addresses of it.
    host = server.getAddress().getHostAddress() + ":" + server.getPort();
  }

  /** Has the selector name that when something has arrived. */
  void announce(Selector selector, Object arrivedFor) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, arrivedFor);
  }

  /** Sends a request; the answer to the one before must have come. */
  void send(LoadCall call) throws IOException {
    String request =
        call.method()
            + " "
            + call.path()
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: "
            + call.type()
            + "\r\nAccept: */*\r\nContent-Length: "
            + call.body().length()
            + "\r\n\r\n"
            + call.body();
    ByteBuffer rest = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    channel.write(rest);
    if (rest.hasRemaining()) {
      // Some hundred bytes into a buffer that the request before has left: it is empty.
      throw new IOException("the server does not read");
    }
  }

  /** The answer, once the whole of it has come. */
  Optional<HttpAnswer> answer() throws IOException {
    if (channel.read(received) < 0) {
      throw new EOFException("the server has closed the connection");
    }
    Optional<HttpAnswer> answer = HttpAnswer.read(bytes, received.position());
    if (answer.isPresent()) {
      if (answer.get().length() != received.position()) {
        throw new IOException("more came than was asked for: " + answer.get());
      }
      received.clear();
    } else if (!received.hasRemaining()) {
      throw new IOException("an answer of more than " + ANSWER_MAX + " bytes");
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
