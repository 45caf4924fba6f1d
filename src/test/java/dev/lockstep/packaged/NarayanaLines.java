package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.narayana.Narayana;
import dev.lockstep.narayana.OtherParticipant;
import dev.lockstep.plant.Rest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Two packaged gateways under a real Narayana: line A with a press and a conveyor that live here
 * and outlive it, line B with a drive in its own memory.
 */
record NarayanaLines(Narayana coordinator, PlantLine lineA, Drives lineB) implements AutoCloseable {
  private static final String RESOLVE = "/resolve";
  private static final String TRANSACTIONS = "/api/v1/transactions/";

  /** Running, ready and connected. */
  static NarayanaLines start(String name) {
    Narayana coordinator =
        new Narayana(
            Distribution.home().resolveSibling("narayana"), Distribution.folder(name + "-tm"));
    coordinator.start();
    Map<String, String> settings = settings(coordinator);
    PlantLine lineA = PlantLine.start(name + "-a", settings);
    return new NarayanaLines(coordinator, lineA, Drives.start(name + "-b", 1, settings));
  }

  /** Of a gateway that it may drive, and that does not let it wait. */
  static Map<String, String> settings(Narayana coordinator) {
    return Map.of(
        "lockstep.restat.coordinators", coordinator.address(),
        "lockstep.limits.timeout-default", "4s",
        "lockstep.transactions.answer-within", "2s",
        "lockstep.transactions.doubt-after", "500ms",
        "lockstep.transactions.pause-max", "1s",
        "lockstep.mqtt.reconnect-pause-max", "1s",
        "lockstep.opcua.reconnect-pause-max", "1s");
  }

  Narayana.Transaction begin() {
    return coordinator.begin(Optional.empty());
  }

  Rest restA() {
    return lineA.gateway().rest();
  }

  Rest restB() {
    return lineB.gateway().rest();
  }

  static Rest.Reply asked(Rest gateway, Narayana.Transaction tx, Map<String, Object> command) {
    return gateway.post(
        "/rest-at/transactions", Map.of("transaction", tx.address(), "commands", List.of(command)));
  }

  /** The id of the participant. */
  static String enlist(Rest gateway, Narayana.Transaction tx, Map<String, Object> command) {
    Rest.Reply enlisted = asked(gateway, tx, command);
    assertThat(enlisted.status()).as("%s", enlisted.body()).isEqualTo(201);
    return enlisted.body().path("id").asText();
  }

  String enlistConveyor(Narayana.Transaction tx, double speed) {
    return enlist(restA(), tx, PlantLine.setSpeed(speed));
  }

  String enlistDrive(Narayana.Transaction tx, int speed) {
    return enlist(
        restB(),
        tx,
        Map.of("device", "drive-0", "command", "SetSpeed", "arguments", Map.of("Speed", speed)));
  }

  /**
   * A commit that the coordinator has not decided yet.
   *
   * @param id of line A's part
   * @param said what the coordinator answers to it in the end
   */
  record CommitUnderWay(Narayana.Transaction tx, String id, CompletableFuture<String> said) {}

  /** Line A has voted for its conveyor to move; the other participant says nothing so far. */
  CommitUnderWay commitUpToTheVote(OtherParticipant other, double speed) {
    Narayana.Transaction tx = begin();
    tx.enlist(other.address());
    String id = enlistConveyor(tx, speed);
    CompletableFuture<String> said = tx.commit();
    awaitPrepared(id);
    return new CommitUnderWay(tx, id, said);
  }

  JsonNode awaitOutcome(String id, String outcome) {
    return lineA.awaitTransaction(
        id, outcome, shown -> shown.path("outcome").asText().equals(outcome));
  }

  private void awaitPrepared(String id) {
    lineA.awaitTransaction(id, "voted", shown -> shown.path("state").asText().equals("PREPARED"));
  }

  /** A person decides. */
  Rest.Reply resolve(Rest gateway, String id, String outcome) {
    Map<String, Object> verdict =
        Map.of("outcome", outcome, "reason", "the line was looked at", "operator", "anna");
    return gateway.post(TRANSACTIONS + id + RESOLVE, verdict);
  }

  JsonNode shown(Rest gateway, String id) {
    return gateway.get(TRANSACTIONS + id).body();
  }

  @Override
  public void close() {
    lineA.close();
    lineB.close();
    coordinator.close();
  }
}
