package dev.lockstep.plant;

import java.util.List;

/**
 * The whole plant in this process, on loopback: a press and an oven, each with an OPC UA server of
 * its own so that one alone can go silent, a broker, and a conveyor on it.
 */
public final class Plant implements AutoCloseable {
  private final Press press;
  private final Oven oven;
  private final Broker broker;
  private final Conveyor conveyor;

  /** What all machines show at one time, from their own memory. */
  public record Shown(Press.Shown press, Conveyor.Shown conveyor, Oven.Shown oven) {
    /** One line for each machine. */
    public List<String> lines() {
      return List.of(press.toString(), conveyor.toString(), oven.toString());
    }
  }

  private Plant(int pressPort, int ovenPort, int brokerPort) {
    press = new Press(pressPort);
    oven = new Oven(ovenPort);
    broker = new Broker(brokerPort);
    conveyor = new Conveyor("conveyor", brokerPort);
  }

  /** Running, on ports that were free. */
  public static Plant start() {
    List<Integer> ports = FreePorts.find(3);
    return start(ports.get(0), ports.get(1), ports.get(2));
  }

  /** Running, on these ports. */
  static Plant start(int pressPort, int ovenPort, int brokerPort) {
    Plant plant = new Plant(pressPort, ovenPort, brokerPort);
    plant.press.start();
    plant.oven.start();
    plant.broker.start();
    plant.conveyor.start();
    return plant;
  }

  public Press press() {
    return press;
  }

  public Oven oven() {
    return oven;
  }

  public Conveyor conveyor() {
    return conveyor;
  }

  public Broker broker() {
    return broker;
  }

  public Shown shown() {
    return new Shown(press.shown(), conveyor.shown(), oven.shown());
  }

  @Override
  public void close() {
    press.close();
    oven.close();
    conveyor.close();
    broker.close();
  }
}
