package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.mqtt.MosquittoBroker;
import dev.lockstep.plant.TlsKeys;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Outbox and orders at a mosquitto that wants TLS, a client certificate and a password: who is let
 * in, and what is told of each way not to be.
 */
class MqttAccessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TOPIC = "plant/orders";

  /** Types of packets (MQTT 3.1.1, 2.2.1). */
  private static final int CONNECT = 1;

  private static final int SUBSCRIBE = 8;

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static TlsKeys keys;
  private static MosquittoBroker mosquitto;

  @BeforeAll
  static void startMosquitto() throws Exception {
    MosquittoBroker.required();
    vertx = Vertx.vertx();
    keys =
        new TlsKeys(folder)
            .make("broker", "ip:127.0.0.1")
            .make("gateway", "ip:127.0.0.1")
            .make("stranger", "ip:127.0.0.1");
    Path users = Files.writeString(folder.resolve("users"), "");
    new ProcessBuilder("mosquitto_passwd", "-b", users.toString(), "gateway", "right-password")
        .start()
        .waitFor();
    mosquitto =
        MosquittoBroker.started(
            folder,
            List.of(
                "certfile " + keys.certificate("broker"),
                "keyfile " + keys.key("broker"),
                "cafile " + keys.certificate("gateway"),
                "require_certificate true",
                "allow_anonymous false",
                "password_file " + users));
  }

  @AfterAll
  static void stopMosquitto() throws Exception {
    if (mosquitto != null) {
      mosquitto.stop();
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  /** How the gateway is set up for the broker. */
  private record Setup(String host, String trusted, String shown, String password) {
    static final Setup RIGHT = new Setup("127.0.0.1", "broker", "gateway", "right-password");

    MqttBroker broker(String clientId) {
      return new MqttBroker(
          URI.create("mqtts://%s:%d".formatted(host, mosquitto.port())),
          clientId,
          Optional.of(new MqttBroker.Login("gateway", Optional.of(password))),
          Optional.of(new PemTrustOptions().addCertPath(keys.certificate(trusted).toString())),
          shown.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new PemKeyCertOptions()
                      .addCertPath(keys.certificate(shown).toString())
                      .addKeyPath(keys.key(shown).toString())));
    }
  }

  private static MqttEvents outbox(MqttBroker broker) {
    return new MqttEvents(
        vertx,
        broker,
        TOPIC,
        new MqttBroker.Limits(
            16, Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(200)));
  }

  private static OrderMqttChannel orders(MqttBroker broker, OrderIntake intake) {
    OrderSettings settings =
        OrderEvents.settings(
            "mqtt.enabled=true", "mqtt.broker=" + broker.address(), "mqtt.topic=" + TOPIC);
    OrderDesk desk = new OrderDesk("line-a", settings, intake, OrderEvents.CLOCK);
    OrderMqttChannel channel = new OrderMqttChannel(vertx, settings, broker, desk, new Random(1));
    channel.start();
    return channel;
  }

  private static String failure(MqttEvents events) throws Exception {
    try {
      events.send("t-1", "{}").get(30, TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException failed) {
      return String.valueOf(failed.getCause().getMessage());
    }
  }

  private static String trouble(OrderMqttChannel channel) {
    return channel.standing().trouble().orElse("");
  }

  /** What the one tells the other hears as an order. */
  @Test
  void certificateAndPasswordLetBothIn() throws Exception {
    OrderIntakeScript intake = new OrderIntakeScript();
    try (OrderMqttChannel channel = orders(Setup.RIGHT.broker("orders"), intake);
        MqttEvents events = outbox(Setup.RIGHT.broker("outbox"))) {
      await().atMost(PATIENCE).until(() -> trouble(channel), String::isEmpty);
      events.send("m1", OrderEvents.order("m1")).get(30, TimeUnit.SECONDS);

      await().atMost(PATIENCE).until(() -> intake.calls().contains("m1"));
      assertThat(channel.standing().target()).contains("mqtts://").doesNotContain("password");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, broker, gateway, wrong-password, it refuses the login, .mqtt.user and password-file",
    "127.0.0.1, stranger, gateway, right-password, TLS failed, quarkus.tls.",
    "localhost, broker, gateway, right-password, TLS failed, names in the broker's certificate",
    "127.0.0.1, broker, '', right-password, '', quarkus.tls.",
    "127.0.0.1, broker, stranger, right-password, '', quarkus.tls.",
  })
  void whoIsNotLetInReadsWhatToDo(
      String host, String trusted, String shown, String password, String what, String remedy)
      throws Exception {
    Setup wrong = new Setup(host, trusted, shown, password);
    try (OrderMqttChannel channel = orders(wrong.broker("orders"), new OrderIntakeScript());
        MqttEvents events = outbox(wrong.broker("outbox"))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(failure(events)).contains(what, remedy).doesNotContain("-password");
                assertThat(trouble(channel)).contains(what, remedy).doesNotContain("-password");
              });
    }
  }

  /** As brokers do that look at the subscription (MQTT 3.1.1, 3.9.3), unlike mosquitto. */
  @Test
  void topicThatMayNotBeReadIsToldWithWhatToDo() throws Exception {
    try (ServerSocket refusing = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> serve(refusing));
      MqttBroker broker =
          new MqttBroker(
              URI.create("mqtt://127.0.0.1:" + refusing.getLocalPort()),
              "orders",
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      try (OrderMqttChannel channel = orders(broker, new OrderIntakeScript())) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> trouble(channel),
                told ->
                    told.contains("does not permit the topic " + TOPIC)
                        && told.contains("lockstep.orders.mqtt.topic"));
      }
    }
  }

  /** Lets everybody in, and refuses each subscription. */
  private static void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        for (int header = in.read(); header >= 0; header = in.read()) {
          byte[] rest = in.readNBytes(in.read()); // packets below 128 bytes
          if (header >> 4 == CONNECT) {
            out.write(new byte[] {0x20, 2, 0, 0});
          } else if (header >> 4 == SUBSCRIBE) {
            out.write(new byte[] {(byte) 0x90, 3, rest[0], rest[1], (byte) 0x80});
          }
        }
      } catch (IOException gone) {
        // The client, or the test is over.
      }
    }
  }
}
