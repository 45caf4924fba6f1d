package dev.lockstep.app.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way not to get an answer: one line with what, where and what to do, and a code. */
class RefusalTest {
  private static final String STATUS = "GET /api/v1/status";

  @TempDir Path folder;
  private final PlayedGateway gateway = new PlayedGateway();
  private final CommandRig shell = new CommandRig();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, malformed, REFUSED",
    "401, unauthenticated, NOT_ALLOWED",
    "403, forbidden, NOT_ALLOWED",
    "404, unknown-transaction, NOT_FOUND",
    "409, not-stuck, WAITS",
    "421, misdirected, NO_CONNECTION",
    "429, too-many-guesses, NOT_NOW",
    "500, internal, REFUSED",
    "503, not-ready, NOT_NOW",
    "503, backup-failed, REFUSED",
    "504, too-slow, NOT_NOW"
  })
  void everyRefusalHasItsExitCodeAndOneLine(int status, String type, ExitCode code) {
    gateway.refusing(STATUS, status, type, "the gateway says why");

    CommandRig.Said said = shell.run(gateway, "status");

    assertThat(said.code()).isEqualTo(code.code());
    assertThat(said.out()).isEmpty();
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).startsWith("lockstep: " + gateway.url());
    if (status != 401) {
      assertThat(said.err()).contains("the gateway says why");
    }
  }

  @Test
  void refusalIsForMachinesWhatTheApiAnswered() {
    gateway.on(STATUS, 403, "{\"type\":\"/problems/forbidden\"}");

    assertThat(shell.run(gateway, "status", "--json").out())
        .isEqualTo("{\"type\":\"/problems/forbidden\"}\n");
  }

  @Test
  void noticeOfTheOwnerIsReadBeforeTheLogin() {
    gateway.on(STATUS, 401, "{\"type\":\"/problems/unauthenticated\",\"notice\":\"Line 3 only.\"}");

    assertThat(shell.run(gateway, "status").err())
        .contains("asks who calls: --user NAME", "Its owner says: Line 3 only.");
    assertThat(
            shell
                .variable("LOCKSTEP_PASSWORD", "wrong")
                .run(gateway, "status", "--user", "otto")
                .err())
        .contains("does not accept otto: name or password is wrong")
        .doesNotContain("wrong horse");
  }

  @Test
  void tokenComesFromTheFirstLineOfAFileOrFromTheEnvironmentWhereNobodyElseIsNamed()
      throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "e30.e30.sig\n");
    for (int each = 0; each < 3; each++) {
      gateway.on(STATUS, "{\"waiting\":[]}");
    }

    shell.run(gateway, "status", "--token-file", file.toString());
    shell.variable("LOCKSTEP_TOKEN", "e30.e30.env").run(gateway, "status");
    shell.variable("LOCKSTEP_PASSWORD", "horse").run(gateway, "status", "--user", "otto");

    assertThat(gateway.asked())
        .extracting(PlayedGateway.Asked::authorization)
        .containsExactly(
            "Bearer e30.e30.sig", "Bearer e30.e30.env", GatewayClient.basic("otto", "horse"));
  }

  @Test
  void tokenThatIsNoneIsToldBeforeTheGatewayIsAskedAndOneThatIsRefusedWithItsReason()
      throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "two words\n");
    Path refused = Files.writeString(folder.resolve("refused"), "e30.e30.sig\n");
    gateway.refusing(STATUS, 401, "unauthenticated", "the token expired 9 s ago");

    assertThat(shell.run(gateway, "status", "--token-file", file.toString()))
        .returns(ExitCode.USAGE.code(), CommandRig.Said::code)
        .satisfies(said -> assertThat(said.err()).contains("characters that no token has"));
    assertThat(shell.run(gateway, "status", "--user", "otto", "--token-file", refused.toString()))
        .satisfies(said -> assertThat(said.err()).contains("are two callers"));
    assertThat(gateway.asked()).isEmpty();
    assertThat(shell.run(gateway, "status", "--token-file", refused.toString()))
        .returns(ExitCode.NOT_ALLOWED.code(), CommandRig.Said::code)
        .satisfies(
            said ->
                assertThat(said.err())
                    .contains("does not accept this token: the token expired 9 s ago"));
  }

  @Test
  void passwordComesFromTheFirstLineOfAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "correct horse\n");
    gateway.on(STATUS, "{\"waiting\":[]}");

    shell.run(gateway, "status", "--user", "otto", "--password-file", file.toString());

    assertThat(gateway.asked().getFirst().authorization())
        .isEqualTo(GatewayClient.basic("otto", "correct horse"));
  }

  @Test
  void missingPasswordIsWrongUsageWhereNobodyCanBeAsked() {
    CommandRig.Said said = shell.run(gateway, "status", "--user", "otto");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("--password-file", "LOCKSTEP_PASSWORD");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void nameOfTheGatewayThatIsNoneIsToldWithTheRemedy() {
    gateway.refusing(STATUS, 421, "misdirected", "10.0.0.9 is no name of this gateway");

    assertThat(shell.run(gateway, "status").err()).contains("lockstep.http.hosts");
  }

  @Test
  void whereNothingListensThatIsSaid() {
    int port = FreePorts.find(1).getFirst();

    CommandRig.Said said = shell.run("status", "--url", "http://127.0.0.1:" + port);

    assertThat(said.code()).isEqualTo(ExitCode.NO_CONNECTION.code());
    assertThat(said.err()).contains("127.0.0.1:" + port, "nothing listens there", "--url");
  }

  @Test
  void tlsToAPlainPortAndAnAddressThatIsNoneAreToldApart() throws Exception {
    try (ServerSocket plainly = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerPlainly(plainly));
      CommandRig.Said plain =
          shell.run("status", "--url", "https://127.0.0.1:" + plainly.getLocalPort());

      assertThat(plain.code()).isEqualTo(ExitCode.NO_CONNECTION.code());
      assertThat(plain.err()).contains("no TLS is spoken there");
    }
    CommandRig.Said wrong = shell.run("status", "--url", "line-a");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(wrong.err()).contains("--url is \"line-a\"");
  }

  private static void answerPlainly(ServerSocket server) {
    try (Socket call = server.accept()) {
      int first = call.getInputStream().read();
      call.getOutputStream().write(("HTTP/1.1 400 Bad Request\r\n\r\n" + first).getBytes(US_ASCII));
      call.getOutputStream().flush();
      call.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException over) {
      throw new UncheckedIOException(over);
    }
  }

  @Test
  void whatIsNoGatewayIsNotTakenForOne() {
    gateway.on(STATUS, "<html>a printer</html>");

    CommandRig.Said said = shell.run(gateway, "status");

    assertThat(said.code()).isEqualTo(ExitCode.NO_CONNECTION.code());
    assertThat(said.err()).contains("no Lockstep gateway");
  }

  /** One certificate, seen as an authority, as the installation's own, and as a stranger's. */
  @Test
  void certificatesAreTrustedByTheirSignerOrAsTheInstallationsOwnAndElseNotAtAll()
      throws Exception {
    TlsKeys keys =
        new TlsKeys(folder)
            .make("gateway", "dns:line-a.plant.example")
            .make("here", "ip:127.0.0.1");
    HttpsServer elsewhere = serve(keys, "gateway");
    HttpsServer server = serve(keys, "here");
    try {
      String url = "https://127.0.0.1:" + server.getAddress().getPort();
      String other = "https://127.0.0.1:" + elsewhere.getAddress().getPort();

      assertThat(shell.run("status", "--url", url).err()).contains("not trusted; --ca FILE");
      assertThat(shell.run("status", "--url", url, "--ca", keys.certificate("here").toString()))
          .returns(0, CommandRig.Said::code);
      assertThat(
              shell.run("status", "--url", other, "--ca", keys.certificate("gateway").toString()))
          .satisfies(said -> assertThat(said.err()).contains("for other names than 127.0.0.1"))
          .returns(ExitCode.NO_CONNECTION.code(), CommandRig.Said::code);
      CommandRig installed =
          new CommandRig()
              .key("quarkus.http.ssl-port", Integer.toString(elsewhere.getAddress().getPort()))
              .key("quarkus.http.insecure-requests", "disabled")
              .key("quarkus.tls.key-store.pem.0.cert", keys.certificate("gateway").toString());
      assertThat(installed.run("status")).returns(0, CommandRig.Said::code);
    } finally {
      server.stop(0);
      elsewhere.stop(0);
    }
  }

  private static HttpsServer serve(TlsKeys keys, String name) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context =
        ClientTls.context(
            new ClientTls.Files(
                Optional.of(keys.certificate(name)),
                Optional.of(keys.key(name)),
                Optional.empty(),
                Optional.empty()));
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void keyThatCannotBeReadIsToldWithItsFile() throws Exception {
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");

    CommandRig.Said said =
        shell.run("status", "--url=https://127.0.0.1:1", "--cert=" + none, "--key=" + none);

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("--cert: " + none + " holds no certificate in PEM");
  }
}
