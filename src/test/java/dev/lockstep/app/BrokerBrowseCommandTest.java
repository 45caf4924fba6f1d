package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import dev.lockstep.driver.BrokerBrowseProgress;
import dev.lockstep.driver.mqtt.MosquittoBroker;
import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code lockstep browse} before a mosquitto that wants users. */
class BrokerBrowseCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private MosquittoBroker broker;

  @BeforeEach
  void start() throws Exception {
    MosquittoBroker.required();
    Path users = folder.resolve("users");
    Files.writeString(users, "reader:secret\nwriter:secret\n");
    assertThat(new ProcessBuilder("mosquitto_passwd", "-U", users.toString()).start().waitFor())
        .isZero();
    Path rights = folder.resolve("rights");
    Files.writeString(
        rights, "user reader\ntopic read plant/#\ntopic read spBv1.0/#\nuser writer\ntopic #\n");
    broker =
        MosquittoBroker.started(
            folder,
            List.of(
                "log_type all",
                "allow_anonymous false",
                "password_file " + users,
                "acl_file " + rights));
    Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/hall.password"), "secret");
    Files.writeString(folder.resolve("secrets/forgotten.password"), "wrong");
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void keep(String topic, String payload) {
    Mqtt5BlockingClient client =
        Mqtt5Client.builder()
            .serverHost("127.0.0.1")
            .serverPort(broker.port())
            .simpleAuth()
            .username("writer")
            .password("secret".getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildBlocking();
    client.connect();
    client
        .publishWith()
        .topic(topic)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .send();
    client.disconnect();
  }

  private int browse(String... more) {
    List<String> arguments = new ArrayList<>(List.of(broker.uri(), "--listen", "1"));
    if (!List.of(more).contains("--name")) {
      arguments.addAll(List.of("--name", "hall", "--user", "reader"));
    }
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return new CommandLine(new BrowseCommand(() -> BrowserSettings.in(folder)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Path drafts() {
    return folder.resolve("drafts");
  }

  private int check() {
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new CheckCommand(new CheckDrivers()))
            .setOut(new PrintWriter(said, true))
            .execute(drafts().toString());
    assertThat(said.toString()).endsWith(" 0 faults, 0 warnings\n");
    return code;
  }

  @Test
  void makesAProfileForEachDeviceAndAListThatPassTheCheck() throws IOException {
    keep("plant/press/speed", "1.5");
    keep("plant/oven/temperature", "20");
    keep("secret/of/others", "1");

    int code = browse("--out", drafts().toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            drafts().resolve("oven.yaml").toString(),
            drafts().resolve("press.yaml").toString(),
            drafts().resolve("hall.devices.yaml").toString());
    assertThat(err.toString()).isEqualTo("lockstep browse: 2 devices, 2 resources, 0 left out\n");
    assertThat(check()).isZero();
    assertThat(Files.readString(drafts().resolve("hall.devices.yaml")))
        .contains("User: \"reader\"", "NAME.password in lockstep.secrets.folder")
        .doesNotContain("\"secret\"");
  }

  @Test
  void printsWhereNoFolderIsNamed() {
    keep("plant/press/speed", "1.5");

    assertThat(browse()).isZero();
    assertThat(out.toString())
        .contains("---\n# Made from mqtt://127.0.0.1", "name: \"press\"", "# deviceList:");
  }

  @Test
  void replacesNoFileUnasked() throws IOException {
    keep("plant/oven/temperature", "20");
    keep("plant/press/speed", "1.5");
    Files.createDirectories(drafts());
    Files.writeString(drafts().resolve("press.yaml"), "name: mine");

    assertThat(browse("--out", drafts().toString())).isEqualTo(1);
    assertThat(err.toString()).contains("press.yaml is there already; --overwrite replaces it");
    assertThat(drafts().resolve("press.yaml")).hasContent("name: mine");
    assertThat(drafts()).isDirectoryNotContaining(file -> !file.endsWith("press.yaml"));

    assertThat(browse("--out", drafts().toString(), "--overwrite")).isZero();
    assertThat(check()).isZero();
    assertThat(browse("--out", drafts().toString())).as("before it listens").isEqualTo(2);
    assertThat(err.toString()).contains("hall.devices.yaml is there already");
  }

  @Test
  void partSaysWhatItIsAPartOf() {
    keep("plant/press/speed", "1.5");
    keep("plant/press/force", "1.5");

    assertThat(browse("--max-topics", "1")).isEqualTo(9);
    assertThat(err.toString())
        .contains("not all: 1 retained messages", "(--max-topics); --under TOPIC/# names a part");
    assertThat(out.toString()).contains("# This is not all:");
  }

  @Test
  void underNamesAPart() {
    keep("plant/press/speed", "1.5");
    keep("plant/oven/temperature", "20");

    assertThat(browse("--under", "plant/oven")).isZero();
    assertThat(out.toString()).contains("temperature").doesNotContain("speed");
  }

  @Test
  void everyFailureIsOneLineWithARemedy() {
    assertThat(browse("--name", "forgotten", "--user", "reader")).isEqualTo(1);
    assertThat(browse("--name", "nobody")).isEqualTo(1);
    assertThat(browse()).isEqualTo(1);
    int port = FreePorts.find(1).getFirst();
    assertThat(run("mqtt://127.0.0.1:" + port, "--listen", "1")).isEqualTo(1);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            wrong ->
                assertThat(wrong)
                    .contains("refuses user reader: NOT_AUTHORIZED", "forgotten.password"),
            anonymous -> assertThat(anonymous).contains("refuses a client", "--user says who"),
            nothing -> assertThat(nothing).contains("nothing retained", "--listen waits longer"),
            nobody -> assertThat(nobody).contains("cannot be reached", "does it run there"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt://user:pass@broker|and a user by --user",
        "mqttx://broker|is no broker",
        "mqtt://broker/topic|mqtt://HOST:1883 or mqtts://HOST:8883 would be right",
        "mqtt://127.0.0.1 --listen 0|at least 1",
        "mqtt://127.0.0.1 --device-level 0|at least 1",
        "mqtt://127.0.0.1 --under a/#/b|plant/# or plant/+/state would be right",
        "mqtt://127.0.0.1 --under $share/g/a/#|a shared subscription",
        "mqtt://127.0.0.1 --rebirth-of Press|GROUP/NODE would be right",
        "mqtt://127.0.0.1 --max-depth 3|--max-depth is for OPC UA alone",
        "mqtt://127.0.0.1 --security Basic256Sha256|mqtts:// is MQTT with TLS",
        "mqtt://broker.example --user x|the password would go in clear to broker.example",
        "opc.tcp://press --rebirth|--rebirth is for MQTT alone"
      })
  void saysWhatIsWrongWithItsArguments(String typed, String said) {
    assertThat(run(typed.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(said).doesNotContain("pass@");
  }

  @Test
  void progressIsOneLineThatIsWrittenOverAndOnlyAtATerminal() {
    BrokerBrowseProgress now = new BrokerBrowseProgress(Duration.ofMillis(4_100), 1, 2, 3);
    BrowseProgress piped = new BrowseProgress(new PrintWriter(out), false);
    piped.tell(now);
    piped.end();
    assertThat(out.toString()).isEmpty();

    BrowseProgress shown = new BrowseProgress(new PrintWriter(err), true);
    shown.tell(now);
    shown.end();
    assertThat(err.toString())
        .isEqualTo("\rlockstep browse:   5 s left, 1 edge nodes, 2 births, 3 retained topics \n");
  }

  @Test
  void interruptionEndsItWithNothingWritten() throws Exception {
    keep("plant/press/speed", "1.5");
    List<Integer> codes = new ArrayList<>();
    String[] typed = {
      broker.uri(), "--name", "hall", "--user", "reader", "--listen", "600", "--out", drafts() + ""
    };
    Thread browsing = Thread.ofVirtual().start(() -> codes.add(run(typed)));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> log().contains("$sparkplug/certificates/# (QoS 0)"));
    browsing.interrupt();
    browsing.join();

    assertThat(codes).containsExactly(130);
    assertThat(err.toString()).isEqualTo("lockstep browse: stopped; nothing was written\n");
    assertThat(drafts()).doesNotExist();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> log().lines().anyMatch(each -> each.matches(".*browse-.* disconnected\\.")));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("broker.log"));
  }
}
