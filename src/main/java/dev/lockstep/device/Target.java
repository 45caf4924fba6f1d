package dev.lockstep.device;

/**
 * The target of a write: a node at its OPC UA server, or a topic at its MQTT broker (P7). Two
 * resources with the same target are one thing under two names, even where they belong to two
 * devices.
 *
 * @param server the address of the server or broker, in one spelling for all its devices
 * @param point the node or topic, in one spelling for all profiles
 * @param part the part of the value that is written, for example a field of a JSON message; empty
 *     for the whole value
 */
public record Target(String server, String point, String part) {
  public Target(String server, String point) {
    this(server, point, "");
  }

  /**
   * The node or topic as a whole: this is what a transaction holds, because a write to a part is a
   * write to the whole.
   */
  public Target whole() {
    return part.isEmpty() ? this : new Target(server, point);
  }

  /** Whether both write the same node or topic, and not two different parts of it. */
  public boolean overlaps(Target other) {
    return server.equals(other.server)
        && point.equals(other.point)
        && (part.isEmpty() || other.part.isEmpty() || part.equals(other.part));
  }

  @Override
  public String toString() {
    return point + " at " + server;
  }
}
