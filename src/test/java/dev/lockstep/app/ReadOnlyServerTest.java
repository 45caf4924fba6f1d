package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.zookeeper.ZooKeeperEnsemble;
import dev.lockstep.zookeeper.ZooKeeperPlan;
import dev.lockstep.zookeeper.ZooKeeperProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is allowed to answer readers without a majority: what it holds may be old, so
 * neither a decision nor a look for one may rest on it.
 */
class ReadOnlyServerTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final ScriptedGateways gateways = new ScriptedGateways();

  private static String trouble(EnsembleReplica replica) {
    return String.join("; ", replica.coordinator.troubles());
  }

  @Test
  void readOnlyServerIsNamedAndUsedByNobodyUntilAMajorityIsThere(@TempDir Path folder)
      throws Exception {
    ZooKeeperPlan plan =
        ZooKeeperPlan.onLoopback(folder).withJvmOptions("-Dreadonlymode.enabled=true");
    try (ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble(plan)) {
      ZooKeeperProcess alone = ensemble.server(3).start();
      await().atMost(WAIT).until(() -> alone.mode().equals(Optional.of("read-only")));
      EnsembleSettings settings =
          UsualSettings.of(
              EnsembleSettings.class, "connect=" + ensemble.connect(), "connect-max=300ms");
      try (EnsembleReplica one = new EnsembleReplica("one", settings, gateways)) {
        await()
            .atMost(WAIT)
            .until(
                () ->
                    trouble(one).contains(alone.address() + " is read-only")
                        && trouble(one).contains(ensemble.server(1).address() + " does not listen")
                        && trouble(one).contains("no coordination is begun"));
        assertThat(one.submit(EnsembleReplica.plan("t1", "A")).join())
            .isInstanceOfSatisfying(
                SubmissionResult.Unavailable.class,
                refused -> assertThat(refused.detail()).contains("reaches no majority"));
        assertThat(gateways.calls).noneMatch(call -> call.endsWith(" t1"));

        ensemble.start();

        await().atMost(WAIT).until(() -> one.coordinator.troubles().isEmpty());
        assertThat(one.submit(EnsembleReplica.plan("t1", "A")))
            .succeedsWithin(WAIT)
            .isInstanceOf(SubmissionResult.Ended.class);
      }
    }
  }
}
