package dev.lockstep.device;

/**
 * The target of a write: a node at its OPC UA server, or a topic at its MQTT broker (P7). Two
 * resources with the same target are one thing under two names, even where they belong to two
 * devices.
 *
 * @param server the address of the server or broker, in one spelling for all its devices
 * @param point the node or topic, in one spelling for all profiles
 * @param part of the node or topic
 */
public record Target(String server, String point, Part part) {
  /** What of a node or topic is written. */
  public sealed interface Part {
    /** All of it. */
    record Whole() implements Part {}

    /** A field of a JSON message. The message is written whole. */
    record Field(String path) implements Part {}

    /** Elements of an array. The rest of it is not written. */
    record Elements(IndexRange range) implements Part {}
  }

  public Target(String server, String point) {
    this(server, point, new Part.Whole());
  }

  /** The node or topic as a whole. */
  public Target whole() {
    return part instanceof Part.Whole ? this : new Target(server, point);
  }

  /**
   * What a transaction holds. A write to a field is a write to the whole message; a write to
   * elements leaves the others to other transactions.
   */
  public Target held() {
    return part instanceof Part.Field ? whole() : this;
  }

  /** Whether both write the same node or topic, and not two different parts of it. */
  public boolean overlaps(Target other) {
    return point.equals(other.point)
        && server.equals(other.server)
        && switch (part) {
          case Part.Whole whole -> true;
          case Part.Field field -> !(other.part instanceof Part.Field) || field.equals(other.part);
          case Part.Elements mine ->
              !(other.part instanceof Part.Elements others)
                  || mine.range().overlaps(others.range());
        };
  }

  /** The node or topic, with its elements where only these are meant: {@code ns=1;s=Ramp [2:4]}. */
  public String place() {
    return part instanceof Part.Elements elements ? point + " [" + elements.range() + "]" : point;
  }

  @Override
  public String toString() {
    return place() + " at " + server;
  }
}
