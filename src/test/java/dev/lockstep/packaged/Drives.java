package dev.lockstep.packaged;

import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A packaged gateway with many drives in its own memory, and limits that a test can reach. */
record Drives(Fleet fleet, GatewayProcess gateway) implements AutoCloseable {

  /** Running and ready. */
  static Drives start(String name, int size, Map<String, String> settings) {
    Path folder = Distribution.folder(name);
    Fleet fleet = new Fleet(size);
    Map<String, String> all = new HashMap<>(settings);
    try {
      all.put("lockstep.catalog.profiles", fleet.write(folder).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    GatewayProcess gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(
                name, Distribution.home(), folder, FreePorts.find(1).getFirst(), all));
    try {
      gateway.start().awaitReady();
    } catch (RuntimeException | Error failed) {
      gateway.close();
      throw failed;
    }
    return new Drives(fleet, gateway);
  }

  Web web() {
    return new Web(gateway.address());
  }

  /** As the gateway shows it. */
  String speed(int drive) {
    return gateway
        .rest()
        .get("/api/v1/devices/drive-" + drive + "/resources/Speed")
        .body()
        .path("value")
        .asText();
  }

  String state(String id) {
    return gateway.rest().get("/api/v1/transactions/" + id).body().path("state").asText();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
