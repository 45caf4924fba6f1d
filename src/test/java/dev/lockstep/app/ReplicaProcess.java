package dev.lockstep.app;

import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.ensemble.EnsembleSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A replica in a process of its own, to be killed. It begins one coordination, and stands still
 * before its decision or after it.
 */
public final class ReplicaProcess {
  private ReplicaProcess() {}

  /**
   * Prints {@code standing} when it has come so far, and stays.
   *
   * @param arguments the id; {@code before} or {@code after}; keys of the ensemble's settings
   */
  public static void main(String[] arguments) throws Exception {
    String[] keys = List.of(arguments).subList(2, arguments.length).toArray(String[]::new);
    ScriptedGateways gateways = new ScriptedGateways();
    EnsembleReplica replica =
        new EnsembleReplica("killed", UsualSettings.of(EnsembleSettings.class, keys), gateways);
    boolean before = arguments[1].equals("before");
    if (before) {
      replica.way.preparing = new CompletableFuture<>();
    } else {
      replica.way.vote = new Vote.Yes("DURABLE", Optional.empty());
      replica.way.telling = new CompletableFuture<>();
    }
    CompletableFuture<?> never = replica.submit(EnsembleReplica.plan(arguments[0], "A"));
    await()
        .forever()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                before
                    ? gateways.calls.size() >= 2
                    : replica
                        .coordinator
                        .find(EnsembleReplica.plan(arguments[0], "A").id())
                        .flatMap(record -> record.coordination().decision())
                        .isPresent());
    System.out.println("standing");
    never.join();
  }
}
