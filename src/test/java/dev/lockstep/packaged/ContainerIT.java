package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plant.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The image, built without a network and run as its page says: the root read-only, without any
 * capability, as user 10001.
 */
class ContainerIT {
  private static final List<String> CLOSED =
      List.of(
          "podman",
          "run",
          "--rm",
          "--read-only",
          "--read-only-tmpfs=false",
          "--cap-drop=all",
          "--security-opt=no-new-privileges");
  private static final String DEVICES =
      """
      deviceList:
        - { name: press, profileName: hydraulic-press, protocols: { simulated: {} } }
      """;
  private static final String LOGIN = "--user 'mes:correct horse battery'";
  private static final String HARDER =
      """
      {"commands": [{"device": "press", "command": "SetForce", "arguments": {"PressingForce": 900}}]}\
      """;

  private static Path folder;
  private static ContainerEngine engine;

  @BeforeAll
  static void build() throws Exception {
    ContainerEngine.require();
    folder = Distribution.folder("container");
    engine = ContainerEngine.in(folder);
    engine.importDebian();
    // The cache takes a minute of two processors: startCacheFitsTheFilesOfTheImage.
    engine.build(PackageSources.context(folder), "--build-arg", "WARM_UP=no");
  }

  @AfterAll
  static void leaveNothing() throws Exception {
    if (engine != null) {
      engine.leaveNothing();
    }
  }

  @Test
  void voteOutlivesAKillAndTheEndIsOrderly() throws Exception {
    int port = FreePorts.lasting();
    List<String> page = page(port);
    assertThat(page).hasSize(4);
    type(page.get(1));
    Files.writeString(folder.resolve("line-a/devices.yaml"), DEVICES);
    type(
        "echo 'correct horse battery' | podman run --rm -i --volume $PWD/line-a:/etc/lockstep"
            + " lockstep user --file /etc/lockstep/users mes coordinator");
    assertThat(type(page.get(2))).contains("1 device: 0 faults");
    assertThat(type(page.get(3))).contains("\"UP\"", "nothing waits for a person");
    assertThat(call(port, "transactions/harder/prepare", HARDER).path("vote").asText())
        .isEqualTo("COMMIT");
    assertNothingIsWritten(port);

    type("podman kill --signal KILL line-a && podman wait line-a && podman rm line-a");
    type(page.get(2));
    // The command's exit code would say that a person is waited for, once the vote is old enough.
    assertThat(type(page.get(3).lines().findFirst().orElseThrow())).contains("\"UP\"");
    assertThat(curl(port, "/api/v1/transactions/harder", LOGIN)).contains("\"PREPARED\"");
    assertThat(call(port, "transactions/harder/commit", "{}").path("outcome").asText())
        .isEqualTo("COMMITTED");
    type("podman stop line-a");
    assertThat(type("podman wait line-a")).isEqualTo("143\n");
    assertThat(logs("line-a").lines())
        .anyMatch(each -> each.contains("audit: act=\"stop\""))
        .noneMatch(each -> each.contains("ERROR"))
        // On a slow machine the vote becomes old.
        .noneMatch(each -> each.contains("WARN") && !each.contains("waits for a person"));
  }

  /** Not even where everybody may write on other hosts; and the page to try the API on is there. */
  private static void assertNothingIsWritten(int port) throws Exception {
    CommandLine.Said refused =
        engine.podman(
            "exec",
            "line-a",
            "touch",
            "/x",
            "/tmp/x",
            "/var/tmp/x",
            "/etc/lockstep/x",
            "/usr/lib/lockstep/x");
    assertThat(refused.err().lines())
        .hasSize(5)
        .allMatch(each -> each.contains("Read-only file system"));
    assertThat(type("podman exec line-a readlink /proc/1/exe"))
        .isEqualTo("/usr/lib/lockstep/" + Distribution.program() + "\n");
    assertThat(type("podman exec line-a cat /proc/1/status"))
        .contains("Uid:\t10001\t10001", "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
    assertThat(curl(port, "/q/swagger-ui/")).contains("<html");
  }

  @Test
  void whatItLacksIsSaidInOneLine() throws Exception {
    Path others = Files.createDirectories(folder.resolve("of-root"));

    assertThat(refused()).contains("others can reach", "no TLS", "lockstep.insecure=true");
    assertThat(refused("--env=LOCKSTEP_INSECURE=true", "--volume=" + others + ":/var/lib/lockstep"))
        .contains("/var/lib/lockstep/journal.db cannot be opened", "may be written");
    assertThat(refused("--volume=" + others + ":/etc/lockstep:ro"))
        .contains("/application.properties cannot be read", "put it there");
  }

  private static String refused(String... options) throws Exception {
    List<String> command = new ArrayList<>(CLOSED);
    command.addAll(List.of(options));
    command.add("lockstep");
    CommandLine.Said said = engine.shell().run(command);
    assertThat(said.code()).as("%s", said).isEqualTo(1);
    assertThat(said.out()).as("%s", said).isEmpty();
    assertThat(said.err()).startsWith("lockstep: ").hasLineCount(1);
    return said.err();
  }

  @Test
  void imageSaysWhatItIs() throws Exception {
    JsonNode image =
        new ObjectMapper().readTree(engine.must("podman", "inspect", "lockstep")).get(0);
    JsonNode config = image.path("Config");
    String version = config.path("Labels").path("org.opencontainers.image.version").asText();

    assertThat(engine.must("podman", "run", "--rm", "lockstep", "--version"))
        .isEqualTo("lockstep " + version + "\n");
    assertThat(image.path("RepoTags").toString()).contains("/lockstep:" + version + "\"");
    assertThat(config.path("User").asText()).isEqualTo("10001:10001");
    assertThat(config.path("Volumes").toString()).isEqualTo("{\"/var/lib/lockstep\":{}}");
    assertThat(config.path("Labels").path("org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
  }

  @Test
  void packageWithoutAJavaOfItsOwnIsRefused() throws Exception {
    Distribution.requireJars("it needs none");
    Path context = Files.createDirectories(folder.resolve("without"));
    engine.must(
        "cp", "-a", "-l", folder.resolve("context/lockstep").toString(), context.toString());
    engine.must("rm", "-r", context.resolve("lockstep/runtime").toString());

    CommandLine.Said said =
        engine.podman(
            "build",
            "--isolation=chroot",
            "--build-arg=BASE=" + ContainerEngine.BASE,
            "--file=" + Path.of("deploy/container/Containerfile").toAbsolutePath(),
            context.toString());

    assertThat(said.code()).isNotZero();
    assertThat(said.err()).contains("no Java of its own; RUNTIME=1 make package");
  }

  /**
   * Its files are read, its variables taken, and its probes content, also with a machine that is
   * silent and somebody who is waited for.
   */
  @Test
  void podOfTheChartRunsAndIsNotKilledForWhatAPersonMustMend() throws Exception {
    Path own = Files.createDirectories(folder.resolve("pod"));
    PlayedPod pod = pod(own);
    int port = FreePorts.lasting();
    List<String> start = pod.start("pod", port);
    assertThat(engine.podman(start.toArray(String[]::new)).code()).isZero();
    String files = String.join(" ", pod.filesThatAreConfigured());
    assertThat(pod.filesThatAreConfigured()).hasSizeGreaterThan(6);
    await("the pod, or why it does not start")
        .atMost(Duration.ofMinutes(2))
        .until(() -> logs("pod"), ContainerIT::hasStartedOrEnded);
    assertThat(logs("pod")).contains("ready: https://");
    type("podman exec pod ls " + files);
    if (!Distribution.isExecutable()) { // which takes its share of the container's memory unasked
      assertThat(type("podman exec pod cat /proc/1/cmdline")).contains("-XX:MaxRAMPercentage=50");
    }

    String cacert = "--cacert pod/tls.crt";
    String doubt =
        HARDER.replace(
            "{\"commands", "{\"coordinator\": \"http://127.0.0.1:9/nobody\", \"commands");
    type(
        "curl -sS --fail-with-body %s %s --json '%s' https://localhost:%d/api/v1/transactions/doubt/prepare"
            .formatted(cacert, LOGIN, doubt, port));
    await("somebody is waited for")
        .atMost(Duration.ofMinutes(1))
        .until(() -> probe(port, "/q/health/ready"), said -> said.contains("\"waiting\": 1,"));
    assertThat(probe(port, "/q/health/ready")).contains("\"devicesConnected\": 1", "DEGRADED");
    assertThat(pod.probes()).containsEntry("readinessProbe", "/q/health/ready").hasSize(3);
    for (String path : pod.probes().values()) {
      assertThat(probe(port, path)).endsWith("200");
    }
    String service = "--header 'Host: plant-line-a.hall.svc'";
    assertThat(probe(port, "/q/health/ready " + service)).endsWith("200");
    assertThat(probe(port, "/q/health/ready --header 'Host: elsewhere'")).endsWith("421");
    type("podman rm --force --time 60 pod");
  }

  private static boolean hasStartedOrEnded(String log) {
    return log.contains("ready: ") || log.startsWith("lockstep: ");
  }

  /** As a kubelet asks: by address, whatever the certificate. */
  private static String probe(int port, String path) throws Exception {
    return type(
        "curl -sS --insecure -w '%%{http_code}' https://127.0.0.1:%d%s".formatted(port, path));
  }

  private static PlayedPod pod(Path own) throws Exception {
    type(
        "cd pod && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days"
            + " 2 -subj /CN=line-a -addext subjectAltName=DNS:localhost -keyout tls.key -out"
            + " tls.crt 2>/dev/null && echo 'correct horse battery' | "
            + Distribution.home().resolve("bin/lockstep")
            + " user --file users mes coordinator");
    String tls = Files.readString(own.resolve("tls.crt"));
    String key = Files.readString(own.resolve("tls.key"));
    RenderedChart chart = RenderedChart.of(Path.of("src/test/resources/chart/line.yaml"));
    return new PlayedPod(
        chart,
        chart.of("StatefulSet", "plant-line-a"),
        Map.of(
            "line-a-users", Map.of("users", Files.readString(own.resolve("users"))),
            "line-a-tls", Map.of("tls.crt", tls, "tls.key", key, "ca.crt", tls),
            "plant-outbound", Map.of("tls.crt", tls, "tls.key", key, "ca.crt", tls),
            "line-a-devices", Map.of("oven.password", "secret\n")),
        own);
  }

  @Test
  @Tag("long")
  void startCacheFitsTheFilesOfTheImage() throws Exception {
    Distribution.requireJars("it has no cache");
    engine.build(folder.resolve("context"));

    type("podman run --detach --name warm --read-only --env LOCKSTEP_INSECURE=true lockstep");
    await("the start").atMost(Duration.ofMinutes(2)).until(() -> logs("warm").contains("ready: "));

    assertThat(type("podman exec warm cat /proc/1/cmdline")).contains("-XX:AOTCache=");
    assertThat(logs("warm")).doesNotContain("cache", "takes longer");
    type("podman rm --force --time 0 warm");
  }

  private static String logs(String name) throws Exception {
    return type("podman logs " + name + " 2>&1");
  }

  /**
   * The blocks of the page, with a port that is free; Docker's --read-only leaves /tmp read-only.
   */
  private static List<String> page(int port) throws Exception {
    String text = Readme.read("src/site/markdown/installing.md").text();
    int end = text.indexOf("## On k3s");
    return new Readme(text.substring(text.indexOf("## In a container"), end))
        .fences("").stream()
            .map(each -> each.replace("sudo ", ""))
            .map(each -> each.replace("--read-only", "--read-only --read-only-tmpfs=false"))
            .map(each -> each.replace("--publish 8443:8443", "--env QUARKUS_HTTP_SSL_PORT=" + port))
            .map(each -> each.replace("localhost:8443", "localhost:" + port))
            .toList();
  }

  private static String type(String block) throws Exception {
    return engine.must("sh", "-ec", block);
  }

  private static JsonNode call(int port, String path, String body) throws Exception {
    String said = "--header 'Content-Type: application/json' --data '%s'".formatted(body);
    return new ObjectMapper().readTree(curl(port, "/api/v1/" + path, LOGIN, said));
  }

  private static String curl(int port, String path, String... options) throws Exception {
    return type(
        "curl -sS --fail-with-body --cacert line-a/gateway.crt %s 'https://localhost:%d%s'"
            .formatted(String.join(" ", options), port, path));
  }
}
