package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The commands of SECURITY.md, typed as they stand there into a shell, in what {@code make package}
 * packs. Only the port is another. The gateway itself is started elsewhere than in its own folder:
 * the paths of its configuration lie below the installation all the same.
 */
class SecurityGuideIT {
  private static final String START = "bin/lockstep";
  private static final String PORT = "8443";

  @Test
  void setUpWorksAsItStandsAndWhoIsTakenOutIsOut() throws Exception {
    Distribution.required("curl");
    Distribution.required("openssl");
    Readme guide = Readme.read("SECURITY.md");
    Path home = Distribution.unpacked("security");
    String port = FreePorts.find(1).getFirst().toString();
    Path configuration = home.resolve("conf/application.properties");
    for (String keys : guide.fences("properties")) {
      Files.writeString(configuration, keys, StandardOpenOption.APPEND);
    }
    CommandLine shell = new CommandLine(home, Map.of());

    List<String> answers = new ArrayList<>();
    Optional<Process> gateway = Optional.empty();
    try {
      for (Readme.Example each : guide.examples("")) {
        if (each.command().equals(START)) {
          gateway = Optional.of(start(home, port));
          awaitReady(shell, gateway.get(), port);
          continue;
        }
        CommandLine.Said said = shell.run(List.of("sh", "-c", each.command().replace(PORT, port)));
        assertThat(said.code()).as("%s: %s", each.command(), said).isZero();
        if (each.command().startsWith("curl")) {
          answers.add(said.out());
        }
      }
    } finally {
      gateway.ifPresent(Process::destroyForcibly);
    }

    assertThat(answers).hasSize(4);
    assertThat(answers.get(0)).as("the coordinator's certificate").contains("\"items\"");
    assertThat(answers.get(1)).as("a person's password").contains("waitingFor");
    assertThat(answers.get(2)).as("a stranger").isEqualTo("401\n");
    assertThat(answers.get(3)).as("whoever was taken out").isEqualTo("401\n");
  }

  private static Process start(Path home, String port) throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    var builder =
        new ProcessBuilder(home.resolve(START).toString())
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("gateway.log").toFile());
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("QUARKUS_HTTP_SSL_PORT", port);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void awaitReady(CommandLine shell, Process gateway, String port) {
    String probe = "curl -s --fail --cacert ca/ca.crt https://localhost:%s/q/health/ready";
    await()
        .atMost(Duration.ofSeconds(60))
        .failFast(() -> !gateway.isAlive())
        .until(() -> shell.run(List.of("sh", "-c", probe.formatted(port))).code() == 0);
  }
}
