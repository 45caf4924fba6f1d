package dev.lockstep.plant;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code make plant}: the machines of the demo without a gateway, for somebody who sets one up by
 * hand. Runs until Ctrl-C. Exit code 1 where a port is taken, 2 where the arguments are none.
 *
 * <p>Arguments: none, or four ports on loopback: of the panel, the press, the oven and the broker.
 */
public final class StandalonePlant {
  private static final List<Integer> PORTS = List.of(14840, 14841, 14842, 14843);

  private StandalonePlant() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<Integer> ports;
    try {
      ports = ports(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println("make plant: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    Logger.getLogger("").setLevel(Level.WARNING);
    try (Plant plant = Plant.start(ports.get(1), ports.get(2), ports.get(3));
        OperatorPanel panel = new OperatorPanel(plant, ports.get(0))) {
      directions(plant, panel).forEach(System.out::println);
      new CountDownLatch(1).await();
    } catch (IOException | RuntimeException taken) {
      System.err.println(
          "make plant: the machines do not start on the ports %s: %s. Is there another plant? make plant ARGS=\"PANEL PRESS OVEN BROKER\" names other ports."
              .formatted(ports, root(taken)));
      // Milo, Netty and Artemis leave threads behind that keep the process alive.
      System.exit(1);
    }
  }

  /**
   * The four ports.
   *
   * @throws IllegalArgumentException for anything but nothing, or four of them
   */
  static List<Integer> ports(String... arguments) {
    if (arguments.length == 0) {
      return PORTS;
    }
    List<Integer> ports =
        Arrays.stream(arguments)
            .filter(each -> each.matches("\\d{1,5}"))
            .map(Integer::valueOf)
            .filter(each -> each > 0 && each < 65_536)
            .distinct()
            .toList();
    if (arguments.length != PORTS.size() || ports.size() != PORTS.size()) {
      throw new IllegalArgumentException(
          "ARGS is \"%s\"; four different ports would be right, such as \"14840 14841 14842 14843\": of the panel, the press, the oven and the broker"
              .formatted(String.join(" ", arguments)));
    }
    return ports;
  }

  private static List<String> directions(Plant plant, OperatorPanel panel) {
    return List.of(
        "press     %s  user %s, password %s"
            .formatted(plant.press().endpoint(), MachineServer.USER, MachineServer.PASSWORD),
        "oven      %s  the same".formatted(plant.oven().endpoint()),
        "conveyor  %s".formatted(plant.broker().address()),
        "panel     %s".formatted(panel.address()),
        "The machines run until Ctrl-C.");
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
