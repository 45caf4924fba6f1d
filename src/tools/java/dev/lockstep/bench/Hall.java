package dev.lockstep.bench;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.MachineHall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Machines over OPC UA in a JVM of their own, and how a gateway is told of them.
 *
 * @param ports one for each machine
 */
record Hall(Process process, List<Integer> ports) implements AutoCloseable {
  static final int MACHINES = 10;
  static final int NODES = 10;

  /** Without security, as on the other side: what is compared is the work, not the cipher. */
  private static final String DEVICE =
      """
        - name: machine-%d
          profileName: bench-machine
          protocols:
            opcua: { Endpoint: "%s", SecurityPolicy: None, SecurityMode: None, Insecure: true }
      """;

  /** Running, and listening. */
  static Hall start(Path folder) throws IOException {
    List<Integer> ports =
        IntStream.range(0, MACHINES).mapToObj(each -> FreePorts.lasting()).toList();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MachineHall.class.getName(),
                Integer.toString(NODES)));
    ports.forEach(each -> command.add(Integer.toString(each)));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("machines.log").toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    String said = process.inputReader().readLine();
    while (said != null && !said.equals("ready")) {
      said = process.inputReader().readLine();
    }
    if (said == null) {
      throw new IOException("the machines do not start, see " + folder.resolve("machines.log"));
    }
    Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(unheeded -> {}));
    return new Hall(process, ports);
  }

  /** Writes profile and devices; the folder that the gateway is to read. */
  Path describe(Path directory) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("hall"));
    Files.writeString(folder.resolve("profile.yaml"), profile());
    Files.writeString(
        folder.resolve("devices.yaml"),
        IntStream.range(0, MACHINES)
            .mapToObj(each -> DEVICE.formatted(each, MachineHall.endpoint(ports.get(each))))
            .collect(Collectors.joining("", "deviceList:\n", "")));
    return folder;
  }

  private static String profile() {
    String resource =
        """
          - name: N%d
            attributes: { nodeId: "nsu=%s;s=%s" }
            properties: { valueType: Int32, readWrite: RW }
        """;
    String resources =
        IntStream.range(0, NODES)
            .mapToObj(
                each -> resource.formatted(each, MachineHall.NAMESPACE, MachineHall.node(each)))
            .collect(Collectors.joining());
    String operations =
        IntStream.range(0, NODES)
            .mapToObj("      - { deviceResource: N%d }\n"::formatted)
            .collect(Collectors.joining());
    return """
    name: bench-machine
    manufacturer: Lockstep
    model: bench
    description: A machine over OPC UA that does at once what is written.
    deviceResources:
    """
        + resources
        + """
        deviceCommands:
          - name: SetAll
            readWrite: RW
            resourceOperations:
        """
        + operations;
  }

  /** The body of a prepare: all nodes of all machines. */
  static String commands(int value) {
    String arguments =
        IntStream.range(0, NODES)
            .mapToObj(each -> "\"N%d\":%d".formatted(each, value + each))
            .collect(Collectors.joining(","));
    return IntStream.range(0, MACHINES)
        .mapToObj(
            each ->
                "{\"device\":\"machine-%d\",\"command\":\"SetAll\",\"arguments\":{%s}}"
                    .formatted(each, arguments))
        .collect(Collectors.joining(",", "{\"commands\":[", "]}"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
