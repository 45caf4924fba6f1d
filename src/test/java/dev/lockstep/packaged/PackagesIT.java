package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.packages.Packages;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Plant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Debian's package on a small Debian without Java: installed as its page says, started as the
 * service starts it, voting over OPC UA with encryption and over MQTT, killed, updated, and purged
 * while others rely on it.
 */
class PackagesIT {
  private static final String AFTER = "0.1.1";
  private static final String STATE = "/var/lib/lockstep";
  private static final String CHANGEOVER =
      """
      {"coordinator": "http://127.0.0.1:9/nobody", "commands": [
        {"device": "press", "command": "SetForce", "arguments": {"PressingForce": 900}},
        {"device": "conveyor", "command": "SetSpeed", "arguments": {"Speed": 1.5}}]}\
      """;

  private static Path folder;
  private static Path debian;
  private static Path newer;

  @BeforeAll
  static void packages() throws Exception {
    SmallDebian.require();
    Distribution.required("systemd-analyze");
    folder = Distribution.folder("packages");
    PackageSources sources = PackageSources.in(folder);
    debian = Packages.debian(sources.home(), "0.1.0", folder, "none");
    newer = Packages.debian(sources.home(), AFTER, folder, "none");
  }

  @Test
  void promiseOutlivesAKillAndAnUpdateAndIsNotPurged() throws Throwable {
    SmallDebian pc = SmallDebian.make("deb");
    pc.bring(debian);
    try (Plant plant = Plant.start()) {
      int port = FreePorts.lasting();
      setUp(pc, plant, port);
      try (InstalledGateway gateway = InstalledGateway.start(pc, port)) {
        assertThat(gateway.program())
            .isEqualTo(pc.at("/usr/lib/lockstep/" + Distribution.program()));
        gateway.awaitSignOfLife();
        gateway.awaitRecord("start");
        gateway.awaitConnected("press");
        gateway.awaitConnected("conveyor");
        assertThat(gateway.call("GET", "/dashboard/login", "").body()).contains("<html");
        type(pc, page().getLast());
        assertThat(gateway.tell("changeover", "prepare", CHANGEOVER).path("vote").asText())
            .isEqualTo("COMMIT");
      } // SIGKILL

      pc.must("LOCKSTEP_WARM_UP=no", "dpkg", "-i", pc.bring(newer));
      assertThat(pc.must("dpkg-query", "-W", "-f", "${Version}", "lockstep")).startsWith(AFTER);
      try (InstalledGateway gateway = InstalledGateway.start(pc, port)) {
        assertThat(gateway.state("changeover")).isEqualTo("PREPARED");
        assertThat(plant.press().shown().force()).isNotEqualTo(900);
        gateway.awaitConnected("press");
        gateway.awaitConnected("conveyor");
        gateway.tell("changeover", "commit", "{}");
        await("the press moved")
            .atMost(Duration.ofMinutes(1))
            .until(() -> plant.press().shown().force() == 900);
        gateway.tell("in-doubt", "prepare", CHANGEOVER.replace("900", "950"));
        gateway.stop();
      }
    }
    assertNotPurged(pc);
    assertNotPurgedAfterItWasRemoved(pc);
    pc.must("mkdir", "-p", "/etc/lockstep");
    pc.must("touch", "/etc/lockstep/give-up-promises");
    pc.must("dpkg", "--purge", "lockstep");
    assertThat(pc.at(STATE)).doesNotExist();
    assertThat(pc.at("/etc/lockstep")).doesNotExist();
    assertThat(pc.at("/etc/passwd")).content().doesNotContain("lockstep");
  }

  private static void assertNotPurged(SmallDebian pc) throws Exception {
    CommandLine.Said refused = pc.run("dpkg", "--purge", "lockstep");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err())
        .contains("transaction in-doubt PREPARED")
        .contains("not purged", "touch /etc/lockstep/give-up-promises");
    assertThat(pc.at(STATE + "/journal.db")).exists();
    assertThat(pc.at("/etc/lockstep/devices.yaml")).content().contains("press");
    assertThat(pc.must("dpkg-query", "-W", "-f", "${db:Status-Status}", "lockstep"))
        .as("nothing of it was taken away")
        .isEqualTo("installed");
  }

  /** The program cannot be asked any more, and dpkg deletes the configuration before it asks. */
  private static void assertNotPurgedAfterItWasRemoved(SmallDebian pc) throws Exception {
    pc.must("dpkg", "--remove", "lockstep");
    assertThat(pc.at("/usr/lib/lockstep")).doesNotExist();
    CommandLine.Said refused = pc.run("dpkg", "--purge", "lockstep");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("transaction in-doubt PREPARED", "not purged");
    assertThat(pc.at(STATE + "/journal.db")).exists();
    assertThat(pc.at(STATE + "/configuration/devices.yaml")).content().contains("press");
  }

  /** The commands for Debian of the page, but for those that speak to a systemd that runs. */
  private static List<String> page() throws IOException {
    String page = Readme.read("src/site/markdown/installing.md").text();
    int end = page.indexOf("## Fedora");
    return new Readme(page.substring(page.indexOf("## Debian"), end))
        .examples("").stream()
            .map(Readme.Example::command)
            .filter(each -> !each.contains("systemctl"))
            .toList();
  }

  private static String type(SmallDebian pc, String command) throws Exception {
    return pc.must("sh", "-c", "cd /tmp && " + command.replace("sudo ", ""));
  }

  /** As the page says, with the plant's addresses for machines. */
  private static void setUp(SmallDebian pc, Plant plant, int port) throws Exception {
    List<String> commands = page();
    assertThat(commands).hasSize(4);
    type(pc, commands.get(0));
    assertThat(Files.exists(pc.at("/usr/lib/lockstep/lib/lockstep.aot")))
        .as("a start cache, where there is a JVM to start")
        .isNotEqualTo(Distribution.isExecutable());
    InstalledGateway.assertInstalled(pc);
    assertUnitIsWhole(pc);
    type(pc, commands.get(1));
    InstalledGateway.addUser(pc);
    machines(pc, plant);
    Files.writeString(
        pc.at("/etc/lockstep/application.properties"),
        "\nquarkus.http.port=" + port + "\n",
        StandardOpenOption.APPEND);
    assertThat(type(pc, commands.get(2))).contains("2 devices: 0 faults");
  }

  private static void machines(SmallDebian pc, Plant plant) throws Exception {
    Files.writeString(
        pc.at("/etc/lockstep/devices.yaml"),
        """
        deviceList:
          - name: press
            profileName: hydraulic-press
            protocols:
              opcua: { Endpoint: "%s", SecurityPolicy: Basic256Sha256, SecurityMode: SignAndEncrypt, User: lockstep }
          - name: conveyor
            profileName: conveyor
            protocols:
              mqtt: { Broker: "%s", AvailabilityTopic: plant/conveyor/availability, OnlinePayload: online, OfflinePayload: offline, Qos: 1 }
        """
            .formatted(plant.press().endpoint(), plant.broker().address()));
    new MachineKeys(pc.at(STATE)).add("press", plant.press().certificate());
    pc.must("chown", "-R", "lockstep:lockstep", STATE);
    pc.must("mv", STATE + "/secrets/press.password", "/etc/lockstep/secrets/");
    pc.must("chown", "root:lockstep", "/etc/lockstep/secrets/press.password");
    Files.setPosixFilePermissions(
        pc.at("/etc/lockstep/secrets/press.password"),
        PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void unitIsAsLittleExposedAsItsDocumentsSay() throws Exception {
    CommandLine shell = new CommandLine(folder, Map.of());
    String unit = Path.of("deploy/package/lockstep.service").toAbsolutePath().toString();
    CommandLine.Said exposure =
        shell.run(
            List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=15",
                "--no-pager",
                unit));
    assertThat(exposure.code()).as("%s", exposure).isZero();
  }

  /** What it calls is there on a Debian with no more than is needed. */
  private static void assertUnitIsWhole(SmallDebian pc) throws Exception {
    CommandLine.Said verified =
        pc.shell()
            .run(
                List.of(
                    "systemd-analyze",
                    "verify",
                    "--man=no",
                    "--recursive-errors=no",
                    "--root=" + pc.root(),
                    "lockstep.service"));
    assertThat(verified.err()).doesNotContain("lockstep.service");
    assertThat(verified.code()).as("%s", verified).isZero();
  }
}
