package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.MachineKeys;
import dev.lockstep.plant.Plant;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The README's own commands, typed as they stand there into a shell, in what {@code make package}
 * packs; only the port and the devices' addresses are those of the simulated plant.
 */
class ReadmeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MORE = ", …";

  @Test
  void whatStandsUnderUseItByHandWorksAsItStands() throws Exception {
    Distribution.required("curl");
    Readme readme = Readme.read();
    Path home = Distribution.unpacked("readme");
    int port = FreePorts.find(1).getFirst();
    CommandLine shell = new CommandLine(home, Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
    Optional<Process> gateway = Optional.empty();
    try (Plant plant = Plant.start()) {
      Files.writeString(home.resolve("my-devices.yaml"), PlantLine.devices(plant));
      new MachineKeys(home).add("press", plant.press().certificate());
      List<Readme.Example> calls = readme.examples("bin/lockstep");
      assertThat(calls).hasSize(2);
      CommandLine.Said checked = type(shell, calls.getFirst().command());
      assertThat(checked.code()).as("%s", checked).isZero();
      gateway = Optional.of(start(home, port, calls.getLast().command()));
      awaitConnected(new Rest("http://127.0.0.1:" + port));

      List<Readme.Example> curls = readme.examples("curl ");
      assertThat(curls).hasSizeGreaterThanOrEqualTo(2);
      for (Readme.Example each : curls) {
        String command = each.command().replace("localhost:8080", "localhost:" + port);
        assertAnswered(type(shell, command), each);
      }
      assertThat(plant.shown().press().moves()).isEqualTo(1);
    } finally {
      gateway.ifPresent(Process::destroyForcibly);
    }
  }

  @Test
  void theDevicesOfTheReadmePassTheCheck() throws Exception {
    Path folder = Distribution.folder("readme-devices");
    List<String> lists =
        Readme.read().fences("yaml").stream().filter(each -> each.contains("deviceList")).toList();
    assertThat(lists).hasSize(1);
    Path devices = Files.writeString(folder.resolve("my-devices.yaml"), lists.getFirst());

    CommandLine.Said said =
        new CommandLine(folder, Map.of())
            .lockstep(
                "check",
                Distribution.home().resolve("device-profiles").toString(),
                devices.toString());

    assertThat(said.code()).as("%s", said).isZero();
  }

  @Test
  void theCommandOfTheReadmePassesTheCheck() throws Exception {
    Path folder = Distribution.folder("readme-profile");
    List<String> commands =
        Readme.read().fences("yaml").stream()
            .filter(each -> each.contains("deviceCommands"))
            .toList();
    assertThat(commands).hasSize(1);
    String press =
        Files.readString(Distribution.home().resolve("device-profiles/hydraulic-press.yaml"));
    String resources = press.substring(0, press.indexOf("deviceCommands:"));
    Files.writeString(folder.resolve("press.yaml"), resources + commands.getFirst());

    CommandLine.Said said = new CommandLine(folder, Map.of()).lockstep("check", "press.yaml");

    assertThat(said.out()).isEqualTo("1 file, 1 profile, 0 devices: 0 faults, 0 warnings\n");
  }

  @Test
  void makeHelpListsEveryTargetThatTheReadmeNames() throws Exception {
    String make = Distribution.required("make").toString();
    String project = Path.of("").toAbsolutePath().toString();
    CommandLine shell = new CommandLine(Distribution.folder("readme-make"), Map.of());

    CommandLine.Said help = shell.run(List.of(make, "-C", project, "help"));

    assertThat(help.code()).as("%s", help).isZero();
    assertThat(Readme.read().targets())
        .contains("demo", "test")
        .allSatisfy(target -> assertThat(help.out()).containsPattern("(?m)^  make " + target));
  }

  private static CommandLine.Said type(CommandLine shell, String command) throws Exception {
    return shell.run(List.of("sh", "-c", command));
  }

  /** env and exec, so that the process is the gateway and no shell is left around it. */
  private static Process start(Path home, int port, String command) throws IOException {
    var builder =
        new ProcessBuilder("sh", "-c", "exec env " + command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("gateway.log").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    new MachineKeys(home)
        .settings()
        .forEach(
            (key, value) ->
                builder.environment().put(key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return builder.start();
  }

  private static void awaitConnected(Rest rest) {
    for (String device : List.of("press", "conveyor")) {
      await("connection to " + device)
          .atMost(Duration.ofSeconds(40))
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(
              () -> rest.get("/api/v1/devices/" + device).body().toString(),
              shown -> shown.contains("\"CONNECTED\""));
    }
  }

  /** Every field that the README shows is in the answer, and where it shows no "…" nothing else. */
  private static void assertAnswered(CommandLine.Said said, Readme.Example example)
      throws IOException {
    String shown = example.answer().orElseThrow();
    JsonNode expected = JSON.readTree(shown.replace(MORE, ""));
    JsonNode answer = JSON.readTree(said.out());
    expected
        .properties()
        .forEach(
            field ->
                assertThat(answer.get(field.getKey()))
                    .as("%s in %s", field.getKey(), answer)
                    .isEqualTo(field.getValue()));
    if (!shown.contains(MORE)) {
      assertThat(answer).isEqualTo(expected);
    }
  }
}
