package dev.lockstep.driver.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A scripted broker, for answers that no available broker gives on demand. Implements just enough
 * of MQTT 5 for one client, and delivers nothing.
 */
final class ScriptedBroker implements AutoCloseable {
  static final int SUCCESS = 0x00;
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PUBREL = 6;
  private static final int SUBSCRIBE = 8;
  private static final int PINGREQ = 12;

  /** Its answers; each may be replaced while it runs. */
  static final class Script {
    volatile int connack = SUCCESS;

    /** One code for each topic of a subscription, in their order; the last for all further ones. */
    volatile List<Integer> suback = List.of(SUCCESS);

    /** Of a PUBACK, or with QoS 2 of a PUBREC. */
    volatile int puback = SUCCESS;

    volatile int pubcomp = SUCCESS;

    /** Behind the code of a CONNACK: its properties. */
    volatile byte[] properties = new byte[0];

    /** Instead of a PUBACK, when not negative: a DISCONNECT with this code. */
    volatile int disconnect = -1;
  }

  final Script script = new Script();
  private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  ScriptedBroker() throws IOException {
    Thread.ofVirtual().name("scripted broker").start(this::accept);
  }

  String uri() {
    return "mqtt://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("scripted connection").start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private void serve(Socket socket) {
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      while (true) {
        int first = in.readUnsignedByte();
        byte[] body = in.readNBytes(remainingLength(in));
        byte[] answer = answer(first, body);
        out.write(answer);
        out.flush();
      }
    } catch (IOException gone) {
      // the client has left, or the test is over
    }
  }

  private static int remainingLength(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int octet = in.readUnsignedByte();
      length |= (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return length;
      }
    }
  }

  private byte[] answer(int first, byte[] body) {
    return switch (first >> 4) {
      case CONNECT -> connack();
      case PUBREL -> bytes(0x70, 4, body[0], body[1], script.pubcomp, 0);
      case SUBSCRIBE -> suback(body);
      case PUBLISH ->
          script.disconnect < 0
              ? bytes(
                  (first & 0x06) == 0x04 ? 0x50 : 0x40,
                  4,
                  packetId(body)[0],
                  packetId(body)[1],
                  script.puback,
                  0)
              : bytes(0xe0, 2, script.disconnect, 0);
      case PINGREQ -> bytes(0xd0, 0);
      default -> new byte[0];
    };
  }

  private byte[] connack() {
    byte[] properties = script.properties;
    byte[] packet = new byte[5 + properties.length];
    System.arraycopy(
        bytes(0x20, 3 + properties.length, 0, script.connack, properties.length), 0, packet, 0, 5);
    System.arraycopy(properties, 0, packet, 5, properties.length);
    return packet;
  }

  /** Behind the topic, which begins with its length (MQTT 5, 3.3.2.2). */
  private static int[] packetId(byte[] publish) {
    int at = 2 + (publish[0] << 8 | (publish[1] & 0xff));
    return new int[] {publish[at] & 0xff, publish[at + 1] & 0xff};
  }

  private byte[] suback(byte[] subscribe) {
    // Packet id, properties with their length in one byte, then topic filters with options.
    int at = 3 + subscribe[2];
    int topics = 0;
    while (at < subscribe.length) {
      at += 2 + (subscribe[at] << 8 | (subscribe[at + 1] & 0xff)) + 1;
      topics++;
    }
    int[] answer = new int[5 + topics];
    answer[0] = 0x90;
    answer[1] = 3 + topics;
    answer[2] = subscribe[0];
    answer[3] = subscribe[1];
    List<Integer> codes = script.suback;
    for (int topic = 0; topic < topics; topic++) {
      answer[5 + topic] = codes.get(Math.min(topic, codes.size() - 1));
    }
    return bytes(answer);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int each = 0; each < values.length; each++) {
      bytes[each] = (byte) values[each];
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
