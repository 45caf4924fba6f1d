package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged command line, for people and for scripts. */
class CommandsIT {
  private final Path folder = Distribution.folder("commands");
  private final CommandLine shell = new CommandLine(folder, Map.of());

  @Test
  void helpNamesEveryCommand() throws Exception {
    CommandLine.Said said = shell.lockstep("--help");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("Usage: lockstep", "run ", "check ", "user ", "LOCKSTEP_CONF");
    assertThat(said.err()).isEmpty();
  }

  @Test
  void versionIsOneLine() throws Exception {
    CommandLine.Said said = shell.lockstep("--version");

    assertThat(said.code()).isZero();
    assertThat(said.out()).matches("lockstep \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void wrongUsageExitsWithTwo() throws Exception {
    CommandLine.Said said = shell.lockstep("chekc");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("'chekc'", "Did you mean: lockstep check?");
  }

  @Test
  void checkOfTheShippedProfilesFindsNothing() throws Exception {
    Path shipped = Distribution.home().resolve("device-profiles");

    CommandLine.Said said = shell.lockstep("check", shipped.toString());

    assertThat(said.out()).isEqualTo("4 files, 4 profiles, 0 devices: 0 faults, 0 warnings\n");
    assertThat(said.code()).isZero();
  }

  @Test
  void checkTellsPeopleWhatToMend() throws Exception {
    broken();

    CommandLine.Said said = shell.lockstep("check", "broken.yaml");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out())
        .isEqualTo(
            """
            broken.yaml:3:45: fault at deviceResources[0].properties.valueType
                unknown valueType "Flaot64"
                → did you mean Float64?
            1 file, 0 profiles, 0 devices: 1 fault, 0 warnings
            """);
  }

  @Test
  void checkTellsMachinesTheSame() throws Exception {
    broken();

    CommandLine.Said said = shell.lockstep("check", "--json", "broken.yaml");

    assertThat(said.code()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(said.out());
    assertThat(report.path("ok").asBoolean(true)).isFalse();
    JsonNode fault = report.path("faults").path(0);
    assertThat(fault.path("file").asText()).isEqualTo("broken.yaml");
    assertThat(fault.path("line").asInt()).isEqualTo(3);
    assertThat(fault.path("remedy").asText()).isEqualTo("did you mean Float64?");
  }

  @Test
  void checkOfNothingIsWrongUsage() throws Exception {
    CommandLine.Said said = shell.lockstep("check");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("PATH", "Exit codes:");
  }

  private void broken() throws Exception {
    Files.writeString(
        folder.resolve("broken.yaml"),
        """
        name: Broken
        deviceResources:
          - { name: Force, properties: { valueType: Flaot64, readWrite: RW } }
        """);
  }
}
