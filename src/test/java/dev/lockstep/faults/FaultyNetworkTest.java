package dev.lockstep.faults;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyNetworkTest {
  /** A length of one octet, itself included. */
  private static final Framing COUNTED =
      (octets, length) -> length < 1 ? OptionalInt.empty() : OptionalInt.of(octets[0]);

  private static final byte[] ABC = {4, 'a', 'b', 'c'};
  private static final byte[] XY = {3, 'x', 'y'};

  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private ServerSocket server;
  private FaultyNetwork network;
  private Socket client;

  @BeforeEach
  void connect() throws Exception {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    network = new FaultyNetwork(server.getLocalPort(), COUNTED);
    client = dial();
    send(ABC);
    assertThat(client.getInputStream().readNBytes(4)).isEqualTo(ABC);
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), network.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket accepted = server.accept();
        Thread.ofVirtual().start(() -> echo(accepted));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void echo(Socket socket) {
    byte[] buffer = new byte[100];
    try (socket) {
      for (int n = read(socket, buffer); n >= 0; n = read(socket, buffer)) {
        socket.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException gone) {
      return;
    }
  }

  private int read(Socket socket, byte[] buffer) throws IOException {
    int length = socket.getInputStream().read(buffer);
    if (length > 0) {
      synchronized (heard) {
        heard.write(buffer, 0, length);
      }
    }
    return length;
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    network.close();
    server.close();
  }

  @Test
  void countsMessagesHoweverTheyAreCut() throws Exception {
    client.setTcpNoDelay(true);
    send(new byte[] {4, 'd'});
    send(new byte[] {'e', 'f', 3, 'g', 'h', 4});
    assertThat(client.getInputStream().readNBytes(7))
        .isEqualTo(new byte[] {4, 'd', 'e', 'f', 3, 'g', 'h'});
    assertThat(network.messages(TO_SERVER)).isEqualTo(3);
    assertThat(network.octets(TO_SERVER)).isEqualTo(11);
  }

  @Test
  void deliversWhatWasFrozenEvenWhereTheSenderHasGone() throws Exception {
    network.freezeExisting();
    send(XY);
    client.close();
    try (Socket other = dial()) {
      other.getOutputStream().write(ABC);
      assertThat(other.getInputStream().readNBytes(4)).isEqualTo(ABC);
    }
    await().until(() -> network.heldBack(TO_SERVER) == 3);
    assertThat(heard()).doesNotContain("xy");
    network.thaw();
    await().until(() -> heard().contains("xy"));
    await().until(() -> network.deliveredLate(TO_SERVER) == 3);
  }

  @Test
  void resetsAfterTheMessageThatWasNamed() throws Exception {
    network.resetAfter(TO_SERVER, 2);
    send(XY);
    assertThat(client.getInputStream().readNBytes(3)).isEqualTo(XY);
    network.swallow(TO_CLIENT);
    send(XY);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    await().until(() -> heard().endsWith("xy\u0003xy"));
  }

  @Test
  void changesAndSwallowsMessages() throws Exception {
    network.rule(TO_SERVER, message -> new Fate.Instead(List.of(XY, XY)));
    send(ABC);
    assertThat(client.getInputStream().readNBytes(6))
        .isEqualTo(new byte[] {3, 'x', 'y', 3, 'x', 'y'});
    network.mend();
    network.swallow(TO_CLIENT);
    send(ABC);
    await().until(() -> heard().endsWith("xy\u0004abc"));
    assertThat(network.messages(TO_CLIENT)).isEqualTo(3);
  }

  @Test
  void cutsAndMends() throws Exception {
    network.cut();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    try (Socket refused = dial()) {
      assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    network.mend();
    try (Socket fresh = dial()) {
      fresh.getOutputStream().write(XY);
      assertThat(fresh.getInputStream().readNBytes(3)).isEqualTo(XY);
    }
  }

  @Test
  void readsTheLengthsOfOpcUaAndMqtt() {
    byte[] hello = {'H', 'E', 'L', 'F', 0x20, 0x01, 0, 0};
    assertThat(Framing.OPC_UA.first(hello, 7)).isEmpty();
    assertThat(Framing.OPC_UA.first(hello, 8)).hasValue(0x120);
    byte[] publish = {0x30, (byte) 0x82, 0x01};
    assertThat(Framing.MQTT.first(publish, 2)).isEmpty();
    assertThat(Framing.MQTT.first(publish, 3)).hasValue(3 + 130);
    assertThat(Framing.MQTT.first(new byte[] {(byte) 0xC0, 0}, 2)).hasValue(2);
  }

  private void send(byte[] octets) throws IOException {
    client.getOutputStream().write(octets);
    client.getOutputStream().flush();
  }

  private String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
