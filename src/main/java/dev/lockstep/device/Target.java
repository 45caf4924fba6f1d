package dev.lockstep.device;

/**
 * What a write reaches: a node at its OPC UA server, a topic at its MQTT broker. Two resources with
 * one target are one thing under two names, also where they belong to two devices.
 *
 * @param server the server's or broker's address, spelled the same for all its devices
 * @param point the node or topic, spelled the same in all profiles
 * @param part of what is written there, for example a field of a JSON message; empty: all of it
 */
public record Target(String server, String point, String part) {
  public Target(String server, String point) {
    this(server, point, "");
  }

  /** The node or topic as a whole: what is held, because a write to a part is a write to it. */
  public Target whole() {
    return part.isEmpty() ? this : new Target(server, point);
  }

  /** Whether both are one node or topic, and neither names another part of it than the other. */
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
