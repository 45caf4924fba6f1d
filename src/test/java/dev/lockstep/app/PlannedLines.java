package dev.lockstep.app;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two gateways of the page on plans, in this process: line A with press and conveyor, line B
 * with the oven.
 */
final class PlannedLines implements AutoCloseable {
  private static final String RESOURCES = "src/test/resources/app/";

  private final Vertx vertx =
      new VertxBuilder(new VertxOptions().setEventLoopPoolSize(2))
          .init()
          .findTransport(new JDKTransport())
          .vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Integer> ports = FreePorts.find(2);
  private final HostedGateway lineA;
  private final HostedGateway lineB;

  PlannedLines(Path folder) throws IOException {
    lineA = open(folder, "line-a", ports.get(0));
    lineB = open(folder, "line-b", ports.get(1));
  }

  private HostedGateway open(Path folder, String name, int port) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Map<String, String> keys =
        Map.of(
            "lockstep.gateway.name",
            name,
            "lockstep.journal.path",
            home.resolve("journal.db").toString(),
            "lockstep.opcua.pki",
            home.resolve("pki").toString(),
            "lockstep.catalog.profiles",
            RESOURCES + name,
            "lockstep.catalog.devices",
            RESOURCES + name + "/devices.yaml");
    return HostedGateway.open(keys, new HostedGateway.Shared(vertx, client), port);
  }

  String addressA() {
    return "http://127.0.0.1:" + ports.get(0);
  }

  String addressB() {
    return "http://127.0.0.1:" + ports.get(1);
  }

  /** What stands on the page, with the addresses of these. */
  String here(String page) {
    return page.replace("http://127.0.0.1:8081", addressA())
        .replace("http://127.0.0.1:8082", addressB());
  }

  /** What every machine shows. */
  Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    for (String each : List.of("StagedRecipe", "StagedForce")) {
      shown.put(each, lineA.shown("press", each));
    }
    shown.put("Speed", lineA.shown("conveyor", "Speed"));
    for (String each : List.of("ProgramNumber", "Setpoint")) {
      shown.put(each, lineB.shown("oven", each));
    }
    return shown;
  }

  /** How a transaction stands at both. */
  List<State> states(String id) {
    return List.of(state(lineA, id), state(lineB, id));
  }

  private static State state(HostedGateway gateway, String id) {
    try {
      return gateway.participant().state(new TransactionId(id));
    } catch (JournalUnavailableException fault) {
      throw new AssertionError(fault);
    }
  }

  @Override
  public void close() {
    lineA.close();
    lineB.close();
    var unused = vertx.close();
  }
}
