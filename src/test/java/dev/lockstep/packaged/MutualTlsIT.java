package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.TlsKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway that others can reach: TLS alone, and a certificate says who somebody is. */
class MutualTlsIT {
  private static final Fleet FLEET = new Fleet(4);
  private static final Path FOLDER = Distribution.folder("mutual-tls");
  private static final List<Integer> PORTS = FreePorts.find(2);
  private static final TlsKeys KEYS =
      new TlsKeys(FOLDER)
          .make("gateway", "ip:127.0.0.1,dns:localhost,dns:line-a.plant.example")
          .make("cora", "dns:cora")
          .make("vera", "dns:vera")
          .make("gone", "dns:gone")
          .make("renewed", "gateway", "ip:127.0.0.1,dns:localhost,dns:line-a.plant.example")
          .make("forged", "cora", "dns:cora")
          .make("before", "dns:before")
          .make("after", "dns:after");
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws IOException {
    roles("cora=coordinator\nvera=viewer\ngone=viewer\n");
    for (String each : List.of("crt", "key")) {
      Files.copy(FOLDER.resolve("gateway." + each), FOLDER.resolve("shown." + each));
    }
    Files.copy(KEYS.certificate("before"), KEYS.certificate("trusted"));
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.http.host", "0.0.0.0");
    settings.put("quarkus.http.ssl-port", PORTS.get(1).toString());
    settings.put("quarkus.http.insecure-requests", "disabled");
    settings.put("lockstep.http.first-head-max", "3s");
    settings.put("quarkus.tls.key-store.pem.0.cert", KEYS.certificate("shown").toString());
    settings.put("quarkus.tls.key-store.pem.0.key", KEYS.key("shown").toString());
    settings.put("quarkus.tls.reload-period", "1s");
    settings.put(
        "quarkus.tls.trust-store.pem.certs",
        Stream.of("cora", "vera", "gone", "trusted")
            .map(each -> KEYS.certificate(each).toString())
            .collect(Collectors.joining(",")));
    settings.put(
        "quarkus.http.auth.certificate-role-properties", FOLDER.resolve("roles").toString());
    settings.put("lockstep.catalog.profiles", FLEET.write(FOLDER).toString());
    gateway =
        new GatewayProcess(
                new GatewayProcess.Plan("tls", Distribution.home(), FOLDER, PORTS.get(0), settings))
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .failFast(() -> !gateway.running())
        .until(() -> get(as("vera"), "/q/health/ready").statusCode() == 200);
  }

  private static void roles(String lines) throws IOException {
    Path file = Files.writeString(FOLDER.resolve("roles"), lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  private static HttpClient as(String... name) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(KEYS.context(List.of(name), List.of("gateway", "renewed")))
        .build();
  }

  private static HttpResponse<String> get(HttpClient client, String path)
      throws IOException, InterruptedException {
    return client.send(to(path).GET().build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(HttpClient client, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + PORTS.get(1) + path))
        .timeout(Duration.ofSeconds(30));
  }

  @Test
  void certificateOfTheCoordinatorPreparesAndCommits() throws Exception {
    try (HttpClient cora = as("cora")) {
      String path = "/api/v1/transactions/tls-1/";
      assertThat(post(cora, path + "prepare", FLEET.commands(0, 5)).statusCode()).isEqualTo(200);
      assertThat(post(cora, path + "commit", "").body()).contains("COMMITTED");
    }
  }

  @Test
  void certificateOfAViewerLooksAndCannotAct() throws Exception {
    try (HttpClient vera = as("vera")) {
      assertThat(get(vera, "/api/v1/devices").statusCode()).isEqualTo(200);
      HttpResponse<String> refused =
          post(vera, "/api/v1/transactions/tls-2/prepare", FLEET.commands(1, 5));
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("/problems/forbidden");
    }
  }

  @Test
  void whoShowsNoCertificateIsAskedWhoTheyAre() throws Exception {
    try (HttpClient nobody = as()) {
      HttpResponse<String> refused = get(nobody, "/api/v1/devices");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("/problems/unauthenticated");
    }
  }

  @Test
  void certificateThatOnlyBearsTheCoordinatorsNameIsNotLetIn() {
    try (HttpClient forger = as("forged")) {
      assertThatThrownBy(() -> get(forger, "/api/v1/devices")).isInstanceOf(IOException.class);
    }
  }

  /** On the connection that it has, which is kept alive. */
  @Test
  void certificateWhoseNameIsTakenOutOfTheRolesMayNothingWithinSeconds() throws Exception {
    try (HttpClient gone = as("gone")) {
      assertThat(get(gone, "/api/v1/devices").statusCode()).isEqualTo(200);

      roles("cora=coordinator\nvera=viewer\n");

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(gone, "/api/v1/devices").statusCode() == 403);
    }
    try (HttpClient vera = as("vera")) {
      String trust = get(vera, "/api/v1/trust").body();
      assertThat(trust).as("it is named for an operator").contains("\"subject\":\"CN=gone\"");
      assertThat(trust).as("from where").contains("\"address\":\"127.0.0.1\"");
      assertThat(trust).contains("\"use\":\"HTTPS\"").doesNotContain("\"subject\":\"CN=vera\"");
    }
  }

  /** For new connections: TLS asks once, when a connection begins. */
  @Test
  void trustListIsReadAgainWithoutARestart() throws Exception {
    assertThat(isLetIn("before")).isTrue();
    assertThat(isLetIn("after")).isFalse();

    Files.copy(
        KEYS.certificate("after"),
        KEYS.certificate("trusted"),
        StandardCopyOption.REPLACE_EXISTING);

    await().atMost(Duration.ofSeconds(30)).until(() -> isLetIn("after") && !isLetIn("before"));
    assertThat(isLetIn("vera")).isTrue();
  }

  private static boolean isLetIn(String name) throws InterruptedException {
    try (HttpClient client = as(name)) {
      return get(client, "/api/v1/devices").statusCode() != 401; // 403: known, and without a role
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void certificateOfTheGatewayIsReplacedWithoutARestart() throws Exception {
    Files.copy(
        KEYS.certificate("renewed"),
        KEYS.certificate("shown"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(KEYS.key("renewed"), KEYS.key("shown"), StandardCopyOption.REPLACE_EXISTING);
    String wanted = serial(Files.readString(KEYS.certificate("renewed")));

    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              try (HttpClient vera = as("vera")) {
                return shown(get(vera, "/api/v1/devices")).equals(wanted);
              }
            });
  }

  private static String shown(HttpResponse<String> answer) throws Exception {
    X509Certificate shown =
        (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    return shown.getSerialNumber().toString();
  }

  private static String serial(String pem) throws Exception {
    X509Certificate read =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    return read.getSerialNumber().toString();
  }

  @Test
  void hostIsComparedInHttpTwoTooAndTheCertificateSaysWhichIsOurs() throws Exception {
    assertThat(asked("--http2", "localhost")).isEqualTo("2 200");
    assertThat(asked("--http2", "line-a.plant.example")).isEqualTo("2 200");
    assertThat(asked("--http2", "evil.example")).isEqualTo("2 421");
    assertThat(asked("--http1.1", "line-a.plant.example")).isEqualTo("1.1 200");
    assertThat(asked("--http1.1", "evil.example")).isEqualTo("1.1 421");
  }

  /** Version and status of the answer to a name that is bound to this gateway's address. */
  private static String asked(String version, String host) throws Exception {
    List<String> command =
        List.of(
            Distribution.required("curl").toString(),
            "-sk",
            version,
            "--resolve",
            host + ":" + PORTS.get(1) + ":127.0.0.1",
            "-o",
            "/dev/null",
            "-w",
            "%{http_version} %{http_code}",
            "https://" + host + ":" + PORTS.get(1) + "/q/health/live");
    return new CommandLine(FOLDER, Map.of()).run(command).out();
  }

  @Test
  void browsersAreToldToComeWithTlsOnly() throws Exception {
    try (HttpClient vera = as("vera")) {
      assertThat(get(vera, "/q/health/live").headers().allValues("Strict-Transport-Security"))
          .containsExactly("max-age=31536000");
    }
  }

  @Test
  void connectionThatAsksForNothingAfterItsHandshakeEnds() throws Exception {
    SSLContext context = KEYS.context(List.of("vera"), List.of("gateway", "renewed"));
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", PORTS.get(1))) {
      socket.setSoTimeout(30_000);
      socket.startHandshake();

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void nothingIsAnsweredWithoutTls() {
    try (HttpClient plain = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + PORTS.get(0) + "/q/health/live");
      assertThatThrownBy(
              () -> plain.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }
}
