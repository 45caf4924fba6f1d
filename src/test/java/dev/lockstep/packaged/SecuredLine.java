package dev.lockstep.packaged;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ClientCertificate;
import com.microsoft.playwright.options.ColorScheme;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Press;
import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A packaged gateway with TLS and logins, and one press over OPC UA that is switched on later, with
 * a certificate that nobody has seen before.
 */
final class SecuredLine implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  /** So long a login lasts in which nobody presses anything. */
  static final Duration IDLE = Duration.ofSeconds(2);

  private static final String HASH =
      "pbkdf2-sha256$1000$AAAAAAAAAAAAAAAAAAAAAA==$xux8x5gSotCULSiOpvX4z4d+Cc1IcITd5dKdDAEl37o=";
  private static final List<String> PEOPLE = List.of("anna", "bert", "vera", "stranger");

  private final Path folder = Distribution.folder("trust-page");
  private final List<Integer> ports = FreePorts.find(3);
  private final TlsKeys keys = new TlsKeys(folder).make("gateway", "ip:127.0.0.1,dns:localhost");
  private final GatewayProcess gateway;
  private final HttpClient client;
  private Press press;

  /** Started and ready; the press is off. */
  SecuredLine() throws IOException {
    PEOPLE.parallelStream().forEach(each -> keys.make(each, "dns:" + each));
    press = new Press(ports.get(2));
    MachineKeys machine = new MachineKeys(folder).add("press", press.certificate());
    Files.delete(folder.resolve("pki/trusted/certs/press.der")); // nobody has approved it
    Map<String, String> settings = new HashMap<>(machine.settings());
    settings.put(
        "lockstep.catalog.profiles",
        Distribution.home().resolve("device-profiles/hydraulic-press.yaml").toString());
    settings.put("lockstep.catalog.devices", devices());
    settings.put("lockstep.opcua.reconnect-pause-min", "100ms");
    settings.put("lockstep.opcua.reconnect-pause-max", "200ms");
    settings.put("lockstep.dashboard.refresh-every", "200ms");
    settings.put("lockstep.dashboard.session-idle-max", IDLE.toSeconds() + "s");
    settings.put("lockstep.security.users-file", secret("users", "otto operator " + HASH + "\n"));
    settings.put("quarkus.http.ssl-port", ports.get(1).toString());
    settings.put("quarkus.tls.key-store.pem.0.cert", keys.certificate("gateway").toString());
    settings.put("quarkus.tls.key-store.pem.0.key", keys.key("gateway").toString());
    settings.put(
        "quarkus.tls.trust-store.pem.certs",
        PEOPLE.stream()
            .map(keys::certificate)
            .map(Path::toString)
            .collect(Collectors.joining(",")));
    settings.put(
        "quarkus.http.auth.certificate-role-properties",
        secret("roles", "anna=operator,coordinator\nbert=operator\nvera=viewer\n"));
    gateway =
        new GatewayProcess(
            new GatewayProcess.Plan("line-a", Distribution.home(), folder, ports.get(0), settings));
    gateway.start().awaitReady();
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(keys.context(List.of("anna"), List.of("gateway")))
            .build();
  }

  private String devices() throws IOException {
    String list =
        """
        deviceList:
          - name: press
            profileName: hydraulic-press
            protocols:
              opcua: { Endpoint: "%s", SecurityPolicy: Basic256Sha256, SecurityMode: SignAndEncrypt, User: lockstep }
        """;
    return Files.writeString(folder.resolve("devices.yaml"), list.formatted(press.endpoint()))
        .toString();
  }

  private String secret(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
        .toString();
  }

  Path folder() {
    return folder;
  }

  /** Of the page, with TLS. */
  String address() {
    return "https://localhost:" + ports.get(1);
  }

  void switchOn() {
    press.start();
  }

  /** Another press stands there from now on, with a certificate of its own. */
  void replacePress() {
    press.close();
    press = new Press(ports.get(2)).start();
  }

  /** Of the press that stands there, as the page groups it. */
  List<String> fingerprint() {
    String digits = CertificateDetails.of(press.certificate()).thumbprint();
    return Stream.of(digits.split("(?<=\\G.{32})"))
        .map(line -> line.replaceAll("(.{4})(?=.)", "$1 "))
        .toList();
  }

  /** A window of this person's browser, which has its certificate; of nobody: it has none. */
  Browser.NewContextOptions windowOf(String... person) {
    Browser.NewContextOptions window =
        new Browser.NewContextOptions()
            .setViewportSize(800, 480)
            .setColorScheme(ColorScheme.LIGHT)
            .setIgnoreHTTPSErrors(true);
    return person.length == 0
        ? window
        : window.setClientCertificates(
            List.of(
                new ClientCertificate(address())
                    .setCertPath(keys.certificate(person[0]))
                    .setKeyPath(keys.key(person[0]))));
  }

  /** The API's answer to anna, who is a coordinator, too. */
  HttpResponse<String> get(String path) throws Exception {
    return send(path, HttpRequest.newBuilder());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request) throws Exception {
    return client.send(
        request
            .uri(URI.create(address() + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until the gateway says so of the press. */
  void awaitPress(String state) {
    await("the press is " + state)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> get("/api/v1/devices").body().contains("\"" + state + "\""));
  }

  @Override
  public void close() {
    client.shutdownNow();
    gateway.close();
    press.close();
  }
}
