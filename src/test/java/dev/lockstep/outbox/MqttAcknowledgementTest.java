package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which PUBACK confirms which event, at a broker that answers as this test says. */
class MqttAcknowledgementTest {
  private static final Duration WAIT = Duration.ofSeconds(30);

  /** Types of packets (MQTT 3.1.1, 2.2.1). */
  private static final int CONNECT = 1;

  private static final int PUBLISH = 3;

  private final Vertx vertx = Vertx.vertx();
  private ServerSocket broker;
  private MqttEvents events;

  @BeforeEach
  void open() throws IOException {
    broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    broker.setSoTimeout((int) WAIT.toMillis());
    MqttBroker target =
        new MqttBroker(
            URI.create("mqtt://127.0.0.1:" + broker.getLocalPort()),
            "outbox",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    events =
        new MqttEvents(
            vertx,
            target,
            "events",
            new MqttBroker.Limits(100, WAIT, Duration.ofMillis(10), Duration.ofMillis(20)));
  }

  @AfterEach
  void close() throws Exception {
    events.close();
    broker.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** A PUBLISH with its packet identifier. */
  private record Publication(int id, String body) {}

  /** The broker's side of a connection. */
  private final class Accepted implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Accepted() throws IOException {
      socket = broker.accept();
      socket.setSoTimeout((int) WAIT.toMillis());
      in = new DataInputStream(socket.getInputStream());
      assertThat(in.readUnsignedByte() >> 4).isEqualTo(CONNECT);
      in.readFully(new byte[length()]);
    }

    private int length() throws IOException {
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        int octet = in.readUnsignedByte();
        length |= (octet & 0x7f) << shift;
        if (octet < 0x80) {
          return length;
        }
      }
    }

    /** CONNACK, and behind it in the same packet of TCP the PUBACKs of these. */
    void accept(int... acknowledged) throws IOException {
      byte[] all = new byte[4 + 4 * acknowledged.length];
      all[0] = 0x20;
      all[1] = 2;
      for (int each = 0; each < acknowledged.length; each++) {
        System.arraycopy(puback(acknowledged[each]), 0, all, 4 + 4 * each, 4);
      }
      socket.getOutputStream().write(all);
    }

    private static byte[] puback(int id) {
      return new byte[] {0x40, 2, (byte) (id >> 8), (byte) id};
    }

    void acknowledge(int id) throws IOException {
      socket.getOutputStream().write(puback(id));
    }

    Publication publication() throws IOException {
      assertThat(in.readUnsignedByte() >> 4).isEqualTo(PUBLISH);
      byte[] content = new byte[length()];
      in.readFully(content);
      int topic = content[1];
      int id = (content[2 + topic] & 0xff) << 8 | (content[3 + topic] & 0xff);
      int from = 4 + topic;
      return new Publication(
          id, new String(content, from, content.length - from, StandardCharsets.UTF_8));
    }

    List<Publication> publications(int count) throws IOException {
      List<Publication> all = new ArrayList<>();
      for (int each = 0; each < count; each++) {
        all.add(publication());
      }
      return all;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private CompletableFuture<Void> send(String json) {
    return events.send("t-1", json);
  }

  @Test
  void pubackOverAnotherConnectionThanItsPublishConfirmsNothing() throws Exception {
    List<CompletableFuture<Void>> first = new ArrayList<>();
    for (int each = 0; each < 7; each++) {
      first.add(send("lost" + each));
    }
    int last;
    try (Accepted one = new Accepted()) {
      one.accept();
      last = one.publications(7).getLast().id();
    }
    assertThat(first).allSatisfy(each -> assertThat(each).failsWithin(WAIT));
    try (Accepted two = new Accepted()) {
      CompletableFuture<Void> again = send("lost6");
      CompletableFuture<Void> other = send("other");
      two.accept();
      List<Publication> published = two.publications(2);
      assertThat(published).extracting(Publication::id).doesNotContain(last);
      two.acknowledge(last);
      two.acknowledge(published.getLast().id());
      assertThat(other).succeedsWithin(WAIT);
      assertThat(again).isNotDone();
      two.acknowledge(published.getFirst().id());
      assertThat(again).succeedsWithin(WAIT);
    }
  }

  /** Nothing was written yet that it could be an answer to; nor does it stop what comes. */
  @Test
  void pubackThatComesBeforeItsPublishConfirmsNothingAndHoldsUpNothing() throws Exception {
    CompletableFuture<Void> early = send("early");
    try (Accepted broker = new Accepted()) {
      broker.accept(1, 2, 3);
      assertThat(broker.publication().body()).isEqualTo("early");
      assertThat(early).isNotDone();
      CompletableFuture<Void> next = send("next");
      Publication published = broker.publication();
      assertThat(published.body()).isEqualTo("next");
      broker.acknowledge(published.id());
      assertThat(next).succeedsWithin(WAIT);
      assertThat(early).isNotDone();
    }
  }

  @Test
  void whatComesWhileOneIsUnacknowledgedIsPublishedAlsoWhereTheBrokerIsSlow() throws Exception {
    CompletableFuture<Void> first = send("first");
    try (Accepted broker = new Accepted()) {
      broker.accept();
      int id = broker.publication().id();
      List<CompletableFuture<Void>> held = List.of(send("second"), send("third"));
      List<Publication> published = broker.publications(2);
      assertThat(published).extracting(Publication::body).containsExactly("second", "third");
      published.forEach(
          each -> {
            try {
              broker.acknowledge(each.id());
            } catch (IOException gone) {
              throw new IllegalStateException(gone);
            }
          });
      assertThat(held).allSatisfy(each -> assertThat(each).succeedsWithin(WAIT));
      assertThat(first).isNotDone();
      broker.acknowledge(id);
      assertThat(first).succeedsWithin(WAIT);
    }
  }
}
