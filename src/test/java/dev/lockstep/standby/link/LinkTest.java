package dev.lockstep.standby.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.plant.TlsKeys;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerCaller;
import dev.lockstep.standby.PeerHandler;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Reigns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link between two PCs, and who is let in. */
class LinkTest {
  private static final PeerCaller LEFT = new PeerCaller("line-3", "left", 7, 4);
  private static final PeerRequest HELLO = new PeerRequest.Hello(LEFT, Reigns.NONE);
  private static final PeerAnswer TAKEN =
      new PeerAnswer.Taken(new PeerCaller("line-3", "right", 1, 4));
  private static final int MESSAGE_MAX = 100_000;

  @TempDir private static Path folder;
  private static TlsKeys keys;

  private final AtomicInteger handled = new AtomicInteger();
  private LinkServer server;

  @BeforeAll
  static void make() {
    keys = new TlsKeys(folder);
    keys.makeAuthority("line-ca").makeAuthority("other-ca");
    for (String name : List.of("left", "right", "third")) {
      keys.issue(name, "line-ca", "dns:" + name);
    }
    keys.issue("forged", "other-ca", "dns:left");
    keys.make("alone", "left", "dns:left");
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private static LinkCertificates of(String name, String self, String peer, String trusted)
      throws UnusableCertificateException {
    return LinkCertificates.read(
        new LinkFiles(keys.certificate(name), keys.key(name), keys.certificate(trusted)),
        self,
        peer);
  }

  private static LinkSettings settings(int peerPort) {
    return settings(peerPort, Duration.ofSeconds(30));
  }

  private static LinkSettings settings(int peerPort, Duration answerMax) {
    return new LinkSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        URI.create("https://127.0.0.1:" + peerPort),
        Duration.ofSeconds(30),
        answerMax,
        answerMax,
        MESSAGE_MAX);
  }

  private void listen(String trusted, PeerHandler handler) throws Exception {
    server = LinkServer.open(settings(1), of("right", "right", "left", trusted), handler);
  }

  private void listen() throws Exception {
    listen(
        "line-ca",
        request -> {
          handled.incrementAndGet();
          return TAKEN;
        });
  }

  private PeerAnswer call(LinkCertificates shown) {
    try (LinkClient client = new LinkClient(settings(server.port()), shown)) {
      return client.call(HELLO);
    }
  }

  private static String why(PeerAnswer answer) {
    return ((PeerAnswer.Silent) answer).why();
  }

  @Test
  void theOtherPcIsAnswered() throws Exception {
    listen();
    assertThat(call(of("left", "left", "right", "line-ca"))).isEqualTo(TAKEN);
  }

  @Test
  void aCertificateThatSignedItselfIsLetInWhereItIsTheOneThatWasGiven() throws Exception {
    listen("alone", request -> TAKEN);
    assertThat(call(of("alone", "left", "right", "line-ca"))).isEqualTo(TAKEN);
  }

  @Test
  void anotherMachineOfTheSameAuthorityIsNotLetIn() throws Exception {
    listen();
    assertThat(why(call(of("third", "third", "right", "line-ca"))))
        .contains("ended the connection", "its log says");
    assertThat(handled).hasValue(0);
  }

  @Test
  void aCertificateOfTheRightNameByAnotherAuthorityIsNotLetIn() throws Exception {
    listen();
    assertThat(why(call(of("forged", "left", "right", "line-ca")))).contains("its log says");
    assertThat(handled).hasValue(0);
  }

  @Test
  void whoShowsNoCertificateIsNotLetIn() throws Exception {
    listen();
    try (HttpClient nobody =
        HttpClient.newBuilder().sslContext(keys.context(List.of(), List.of("line-ca"))).build()) {
      HttpRequest hello =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port()))
              .timeout(Duration.ofSeconds(30))
              .build();
      assertThatThrownBy(() -> nobody.send(hello, HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(IOException.class);
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void aListenerThatIsNotTheOtherPcIsToldNothing() throws Exception {
    listen();
    assertThat(why(call(of("left", "left", "third", "line-ca"))))
        .contains("is not trusted", "[right]", "third (lockstep.standby.peer-name)");
    assertThat(why(call(of("left", "left", "right", "other-ca"))))
        .contains("is not trusted", "lockstep.standby.trust");
    assertThat(handled).hasValue(0);
  }

  @Test
  void silenceIsToldAndNotRepeated() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    listen(
        "line-ca",
        request -> {
          handled.incrementAndGet();
          awaitQuietly(over);
          return TAKEN;
        });
    LinkCertificates left = of("left", "left", "right", "line-ca");
    try (LinkClient client = new LinkClient(settings(server.port(), Duration.ofSeconds(2)), left)) {
      assertThat(why(client.call(HELLO))).contains("no answer within PT2S");
    }
    over.countDown();
    assertThat(handled).hasValue(1);
    server.close();
    assertThat(why(call(of("left", "left", "right", "line-ca")))).contains("cannot be reached");
  }

  @Test
  void aMessageLargerThanAnyIsNotReadToItsEnd() throws Exception {
    listen();
    PeerRequest large = new PeerRequest.BaseCopyPart(LEFT, 1, 1, "audit", 0, new byte[MESSAGE_MAX]);
    try (LinkClient client =
        new LinkClient(settings(server.port()), of("left", "left", "right", "line-ca"))) {
      assertThat(client.call(large)).isInstanceOf(PeerAnswer.Silent.class);
      assertThat(handled).hasValue(0);
      assertThat(client.call(HELLO)).isEqualTo(TAKEN);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedWithWhatWouldBeRight() throws Exception {
    assertThatThrownBy(() -> of("left", "right", "left", "line-ca"))
        .hasMessageContaining("left.crt is for [left], and this PC is right in its line");
    LinkFiles mixed =
        new LinkFiles(keys.certificate("left"), keys.key("right"), keys.certificate("line-ca"));
    assertThatThrownBy(() -> LinkCertificates.read(mixed, "left", "right"))
        .hasMessageContaining("right.key is not the key of the certificate in")
        .hasMessageContaining("left.crt");
    LinkFiles swapped =
        new LinkFiles(keys.certificate("left"), keys.certificate("left"), keys.certificate("left"));
    assertThatThrownBy(() -> LinkCertificates.read(swapped, "left", "right"))
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    Path missing = folder.resolve("missing.crt");
    LinkFiles none = new LinkFiles(missing, keys.key("left"), keys.certificate("left"));
    assertThatThrownBy(() -> LinkCertificates.read(none, "left", "right"))
        .hasMessageContaining("missing.crt cannot be read");
    Path empty = Files.createFile(folder.resolve("empty.crt"));
    LinkFiles nothing = new LinkFiles(keys.certificate("left"), keys.key("left"), empty);
    assertThatThrownBy(() -> LinkCertificates.read(nothing, "left", "right"))
        .hasMessageContaining("empty.crt holds no certificate");
  }

  private static void awaitQuietly(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
