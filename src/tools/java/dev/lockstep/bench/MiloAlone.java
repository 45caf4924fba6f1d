package dev.lockstep.bench;

import dev.lockstep.plant.MachineHall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;

/**
 * What the gateway's commit does at the machines of a {@link Hall}, done with Milo's client and
 * nothing else: machines side by side, for each one Write with all its nodes, then one Read.
 */
final class MiloAlone implements AutoCloseable {
  private final List<Machine> machines = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private record Machine(OpcUaClient client, List<NodeId> nodes) {}

  /** Connected to all. */
  MiloAlone(Hall hall) throws IOException {
    try {
      for (int port : hall.ports()) {
        OpcUaClient client = client(port);
        int namespace = client.getNamespaceTable().getIndex(MachineHall.NAMESPACE).intValue();
        machines.add(
            new Machine(
                client,
                IntStream.range(0, Hall.NODES)
                    .mapToObj(each -> new NodeId(namespace, MachineHall.node(each)))
                    .toList()));
      }
    } catch (UaException e) {
      throw new IOException(e);
    }
  }

  private static OpcUaClient client(int port) throws UaException {
    OpcUaClient client =
        OpcUaClient.create(
            MachineHall.endpoint(port),
            endpoints ->
                endpoints.stream()
                    .filter(e -> e.getSecurityPolicyUri().equals(SecurityPolicy.None.getUri()))
                    .findFirst(),
            transport -> {},
            config -> {});
    return client.connect();
  }

  /** Writes and reads back all nodes; returns when all have shown what was written. */
  void set(int value) {
    CompletableFuture.allOf(
            machines.stream()
                .map(each -> CompletableFuture.runAsync(() -> set(each, value), threads))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static void set(Machine machine, int value) {
    List<Integer> values = IntStream.range(0, Hall.NODES).mapToObj(each -> value + each).toList();
    try {
      List<StatusCode> written =
          machine
              .client()
              .writeValues(
                  machine.nodes(),
                  values.stream().map(each -> DataValue.valueOnly(new Variant(each))).toList());
      List<Object> shown = new ArrayList<>();
      for (DataValue each :
          machine.client().readValues(0, TimestampsToReturn.Source, machine.nodes())) {
        shown.add(String.valueOf(each.value().value()));
      }
      if (!written.stream().allMatch(StatusCode::isGood)
          || !shown.equals(values.stream().map(String::valueOf).toList())) {
        throw new IllegalStateException("Milo alone: %s, %s".formatted(written, shown));
      }
    } catch (UaException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (Machine each : machines) {
      try {
        each.client().disconnect();
      } catch (UaException gone) {
        // so is the connection
      }
    }
    threads.close();
  }
}
