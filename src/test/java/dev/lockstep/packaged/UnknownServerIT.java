package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.driver.opcua.ForeignPress;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the page on profiles promises: from a server that the gateway never heard of to a
 * transaction by two commands, with no file edited.
 */
class UnknownServerIT {
  private static final Pattern THUMBPRINT = Pattern.compile("it shows ([0-9a-f]{64}): --trust");
  private static final String TRANSACTION = "/api/v1/transactions/first";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder = Distribution.folder("unknown-server");

  @Test
  void browseAndReloadAreEnoughForATransaction() throws Exception {
    Path machines = Files.createDirectories(folder.resolve("machines"));
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles", machines.toString(),
            "lockstep.catalog.devices", machines.toString());
    var plan =
        new GatewayProcess.Plan(
            "line-a", Distribution.home(), folder, FreePorts.lasting(), settings);
    try (ForeignPress press = ForeignPress.start(Files.createDirectory(folder.resolve("server")));
        GatewayProcess gateway = new GatewayProcess(plan)) {
      gateway.start().awaitReady();
      CommandLine shell =
          new CommandLine(
              folder,
              Map.of("LOCKSTEP_CONF", plan.home().resolve("application.properties").toString()));
      List<String> browse =
          List.of("browse", press.address(), "--name", "press-1", "--out", machines.toString());
      String shown = thumbprint(must(shell, 1, browse).err());

      long begun = System.nanoTime();
      must(shell, 0, browse, "--trust", shown);
      must(shell, 0, List.of("reload", "--reason", "press 1"));
      awaitConnected(gateway.rest());
      JsonNode vote = prepare(gateway.rest());
      JsonNode end = gateway.rest().post(TRANSACTION + "/commit", Map.of()).body();
      System.out.printf(
          "unknown server: COMMITTED %.1f s after the first of two commands%n",
          (System.nanoTime() - begun) / 1e9);

      assertThat(vote.path("vote").asText()).as("%s", vote).isEqualTo("COMMIT");
      assertThat(end.path("outcome").asText()).as("%s", end).isEqualTo("COMMITTED");
      assertThat(must(shell, 0, List.of("read", "press-1", "Recipe")).out()).contains("7");
    }
  }

  private static CommandLine.Said must(
      CommandLine shell, int code, List<String> command, String... more) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    CommandLine.Said said = shell.lockstep(all.toArray(String[]::new));
    assertThat(said.code()).as("%s: %s", all, said).isEqualTo(code);
    return said;
  }

  /** Compared at the machine, as far as a test can. */
  private static String thumbprint(String said) {
    Matcher shown = THUMBPRINT.matcher(said);
    assertThat(shown.find()).as(said).isTrue();
    return shown.group(1);
  }

  private static void awaitConnected(Rest rest) {
    await("connection to press-1")
        .atMost(PATIENCE)
        .until(
            () -> rest.get("/api/v1/devices/press-1").body().toString(),
            shown -> shown.contains("\"CONNECTED\""));
  }

  private static JsonNode prepare(Rest rest) {
    Map<String, ?> seven =
        Map.of("device", "press-1", "command", "Recipe", "arguments", Map.of("Recipe", 7));
    return rest.post(TRANSACTION + "/prepare", Map.of("commands", List.of(seven))).body();
  }
}
