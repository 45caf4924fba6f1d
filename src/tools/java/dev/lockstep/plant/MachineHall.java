package dev.lockstep.plant;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;

/**
 * Many machines over OPC UA, each with a server of its own, that do at once what is written: {@code
 * MachineHall NODES PORT...}, in a JVM of its own, until its standard input ends. Says {@code
 * ready} when all listen.
 */
public final class MachineHall {
  public static final String NAMESPACE = "urn:lockstep:plant:hall";
  private static final String MACHINE = "Machine";

  private MachineHall() {}

  public static void main(String[] arguments) throws Exception {
    int nodes = Integer.parseInt(arguments[0]);
    List<MachineServer> servers =
        Arrays.stream(arguments)
            .skip(1)
            .map(port -> new MachineServer(MACHINE, NAMESPACE, Integer.parseInt(port)))
            .toList();
    for (MachineServer server : servers) {
      IntStream.range(0, nodes)
          .forEach(each -> server.namespace().writable("N" + each, OpcUaDataType.Int32, 0));
      server.start();
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // whoever started this still lives
    }
    System.exit(0);
  }

  /** Where the machine listens. */
  public static String endpoint(int port) {
    return "opc.tcp://127.0.0.1:%d/%s".formatted(port, "machine");
  }

  /** The string part of a node's id. */
  public static String node(int number) {
    return MACHINE + ".N" + number;
  }
}
