package dev.lockstep.plant;

import java.security.cert.X509Certificate;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A reflow oven. A program brings its own setpoint; a setpoint written afterwards replaces it; the
 * temperature follows at 20 °C a second. It has no handshake: what is written is taken at once, so
 * every accepted write is a move.
 *
 * <p>Thread-safe.
 */
public final class Oven implements AutoCloseable {
  public static final String NAMESPACE = "urn:lockstep:plant:oven";
  private static final int HEATING = 1;
  private static final int HOLDING = 2;
  private static final int COOLING = 3;
  private static final double SETPOINT_MIN = 20;
  private static final double SETPOINT_MAX = 300;
  private static final int PROGRAM_MAX = 50;
  private static final double DEGREES_PER_SCAN = 1;

  private final MachineServer server;
  private final Tag<Double> setpoint;
  private final Tag<Double> temperature;
  private final Tag<UShort> program;
  private final Tag<Integer> state;
  private final Tag<Boolean> doorClosed;
  private final Tag<UInteger> moveCount;
  private final ScanCycle cycle;
  private final Logbook logbook = new Logbook();

  /**
   * What the oven itself shows.
   *
   * @param programsTaken how often a program number was written, whatever its value
   * @param setpointsTaken how often a setpoint was written
   */
  public record Shown(
      int program, double setpoint, boolean doorClosed, long programsTaken, long setpointsTaken) {
    public long moves() {
      return programsTaken + setpointsTaken;
    }

    @Override
    public String toString() {
      return "oven: program %d, %.0f °C, door %s (took %d programs, %d setpoints)"
          .formatted(
              program, setpoint, doorClosed ? "closed" : "OPEN", programsTaken, setpointsTaken);
    }
  }

  /** Not listening until {@link #start}. */
  public Oven(int port) {
    server = new MachineServer("Oven", NAMESPACE, port);
    MachineNamespace tags = server.namespace();
    setpoint = tags.writable("Setpoint", OpcUaDataType.Double, 60.0);
    temperature = tags.shown("Temperature", OpcUaDataType.Double, 60.0);
    program = tags.writable("ProgramNumber", OpcUaDataType.UInt16, Unsigned.ushort(1));
    state = tags.shown("OvenState", OpcUaDataType.Int32, HOLDING);
    doorClosed = tags.shown("DoorClosed", OpcUaDataType.Boolean, true);
    moveCount = tags.shown("MoveCount", OpcUaDataType.UInt32, Unsigned.uint(0));
    program.onWrite(this::takeProgram);
    setpoint.onWrite(this::takeSetpoint);
    cycle = new ScanCycle("oven", this::scan);
  }

  public Oven start() {
    server.start();
    return this;
  }

  public Shown shown() {
    return new Shown(
        program.get().intValue(),
        setpoint.get(),
        doorClosed.get(),
        program.writes(),
        setpoint.writes());
  }

  /** "program N" and "setpoint N". */
  public Logbook logbook() {
    return logbook;
  }

  public void openDoor() {
    doorClosed.set(false);
  }

  public void closeDoor() {
    doorClosed.set(true);
  }

  /** Stops answering, until {@link #answer}. The machine goes on by itself. */
  public void fallSilent() {
    server.silence().begin();
  }

  public void answer() {
    server.silence().end();
  }

  public String endpoint() {
    return server.endpoint();
  }

  /** What a client must trust that wants Basic256Sha256. */
  public X509Certificate certificate() {
    return server.certificate();
  }

  @Override
  public void close() {
    cycle.close();
    server.close();
  }

  private void scan() {
    moveCount.set(Unsigned.uint(shown().moves()));
    double goal = setpoint.get();
    double now = temperature.get();
    temperature.set(ScanCycle.towards(goal, now, DEGREES_PER_SCAN));
    state.set(now < goal ? HEATING : now > goal ? COOLING : HOLDING);
  }

  private UShort takeProgram(UShort written) throws UaException {
    int number = written.intValue();
    if (number < 1 || number > PROGRAM_MAX) {
      throw new UaException(StatusCodes.Bad_OutOfRange);
    }
    setpoint.set(80.0 + 4 * number);
    logbook.note("program " + number);
    return written;
  }

  private Double takeSetpoint(Double written) throws UaException {
    if (!(written >= SETPOINT_MIN && written <= SETPOINT_MAX)) {
      throw new UaException(StatusCodes.Bad_OutOfRange);
    }
    logbook.note("setpoint " + written);
    return written;
  }
}
