package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.ensemble.LoneZooKeeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica's process is killed; another one finishes what it was at. */
class KilledReplicaTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private static Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.add(ReplicaProcess.class.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  @ParameterizedTest
  @CsvSource({"before,rollback http://a t1", "after,commit http://a t1"})
  void whatAKilledReplicaWasAtIsFinishedByAnother(
      String point, String expected, @TempDir Path folder) throws Exception {
    ScriptedGateways gateways = new ScriptedGateways();
    try (LoneZooKeeper server = LoneZooKeeper.in(folder);
        EnsembleReplica other =
            new EnsembleReplica("other", server.settings("answer-max=3s"), gateways)) {
      Process killed =
          start(List.of("t1", point, "connect=" + server.connect(), "session-timeout=2s"));
      try (BufferedReader said = killed.inputReader()) {
        String line = said.readLine();
        while (line != null && !line.equals("standing")) {
          line = said.readLine();
        }
        assertThat(line).isEqualTo("standing");
        await().atMost(WAIT).until(() -> other.log.replicas() == 2);
        assertThat(gateways.calls).isEmpty();
        killed.destroyForcibly().onExit().join();
        long start = System.nanoTime();
        await()
            .atMost(WAIT)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> gateways.calls.contains(expected));
        System.out.printf(
            "killed %s its decision: followed after %d ms, session time-out 2000 ms%n",
            point, Duration.ofNanos(System.nanoTime() - start).toMillis());
        await().atMost(WAIT).until(() -> other.coordinator.live() == 0);
      } finally {
        killed.destroyForcibly().onExit().join();
      }
    }
  }
}
