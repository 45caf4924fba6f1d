package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.journal.DatagramListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The gateway of a {@link SmallDebian}, with sockets in the place of systemd's. */
final class InstalledGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String LOGIN = "mes:correct horse battery";

  private final HttpClient client = HttpClient.newHttpClient();
  private final DatagramListener systemd;
  private final DatagramListener journald;
  private final Process process;
  private final int port;

  private InstalledGateway(
      DatagramListener systemd, DatagramListener journald, Process process, int port) {
    this.systemd = systemd;
    this.journald = journald;
    this.process = process;
    this.port = port;
  }

  /** What only its user may read is so, and everything else belongs to root. */
  static void assertInstalled(SmallDebian pc) throws Exception {
    assertThat(pc.must("stat", "-c", "%a %U:%G", "/var/lib/lockstep"))
        .isEqualTo("700 lockstep:lockstep\n");
    assertThat(pc.must("stat", "-c", "%a %U:%G", "/etc/lockstep/users", "/etc/lockstep/secrets"))
        .isEqualTo("640 root:lockstep\n750 root:lockstep\n");
    assertThat(pc.must("find", "/usr/lib/lockstep", "/etc/lockstep", "!", "-user", "root"))
        .isEmpty();
    assertThat(pc.must("lockstep", "--version")).startsWith("lockstep ");
    pc.must("lockstep", "check", "/etc/lockstep/devices.yaml");
  }

  /** Whom this class calls as. */
  static void addUser(SmallDebian pc) throws Exception {
    String add =
        "printf '%s\\n' '{password}' | lockstep user --file /etc/lockstep/users {name} {roles}";
    pc.must(
        "sh",
        "-c",
        add.replace("{password}", LOGIN.substring(LOGIN.indexOf(':') + 1))
            .replace("{name}", LOGIN.substring(0, LOGIN.indexOf(':')))
            .replace("{roles}", "coordinator operator viewer"));
    assertThat(pc.must("stat", "-c", "%a %U:%G", "/etc/lockstep/users"))
        .isEqualTo("640 root:lockstep\n");
  }

  /** Started as the service would start it; returns when systemd has heard that it is ready. */
  static InstalledGateway start(SmallDebian debian, int port) throws Throwable {
    DatagramListener systemd = listen(debian.at("/run/notify"));
    DatagramListener journald = listen(debian.at("/run/systemd/journal/socket"));
    Path log = debian.root().resolveSibling("gateway.log");
    Process process =
        debian.gateway(
            log,
            Map.of(
                "NOTIFY_SOCKET", "/run/notify",
                "WATCHDOG_USEC", "400000",
                "LOCKSTEP_AUDIT_FOLLOW_EVERY", "100ms",
                "LOCKSTEP_TRANSACTIONS_PAUSE_MAX", "1s"));
    InstalledGateway gateway = new InstalledGateway(systemd, journald, process, port);
    try {
      await("READY=1, see " + log)
          .atMost(PATIENCE)
          .failFast("the gateway has ended, see " + log, () -> !process.isAlive())
          .until(systemd::heard, heard -> heard.startsWith("READY=1\nSTATUS=lockstep "));
    } catch (RuntimeException | Error failed) {
      gateway.close();
      throw failed;
    }
    return gateway;
  }

  private static DatagramListener listen(Path socket) throws Throwable {
    Files.createDirectories(socket.getParent());
    Files.deleteIfExists(socket);
    DatagramListener listener = new DatagramListener(socket);
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
    return listener;
  }

  /** Waits for a sign of life that was sent from now on. */
  void awaitSignOfLife() {
    forgetWhatWasSaid();
    await("WATCHDOG=1").atMost(PATIENCE).until(systemd::heard, "WATCHDOG=1"::equals);
  }

  /** Waits for an act in systemd's journal. */
  void awaitRecord(String act) {
    await(act + " in systemd's journal")
        .atMost(PATIENCE)
        .until(journald::heard, heard -> heard.contains("LOCKSTEP_ACT=" + act + "\n"));
  }

  /** The Java that it runs in, as the kernel has it. */
  Path program() throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/%d/exe".formatted(process.pid())));
  }

  HttpResponse<String> call(String method, String path, String body) throws Exception {
    String login = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + login)
            .timeout(PATIENCE)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** A call about a transaction that is granted. */
  JsonNode tell(String id, String verb, String body) throws Exception {
    HttpResponse<String> answer = call("POST", "/api/v1/transactions/" + id + "/" + verb, body);
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  String state(String id) throws Exception {
    String body = call("GET", "/api/v1/transactions/" + id, "").body();
    return new ObjectMapper().readTree(body).path("state").asText();
  }

  void awaitConnected(String device) {
    await("connection to " + device)
        .atMost(PATIENCE)
        .until(
            () -> call("GET", "/api/v1/devices/" + device, "").body(),
            shown -> shown.contains("\"CONNECTED\""));
  }

  /** Nor is anything taken by a socket that is full of signs of life, for systemd reads them. */
  private void forgetWhatWasSaid() {
    while (!systemd.heard().isEmpty()) {
      // the next one
    }
  }

  /** SIGTERM, as systemd stops it; waits for what it says on the way. */
  void stop() throws Exception {
    forgetWhatWasSaid();
    process.destroy();
    await("STOPPING=1")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(systemd::heard, heard -> heard.startsWith("STOPPING=1"));
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    systemd.close();
    journald.close();
    client.close();
  }
}
