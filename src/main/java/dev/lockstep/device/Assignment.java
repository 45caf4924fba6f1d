package dev.lockstep.device;

/**
 * A resource and the value it is to have, in engineering units, already checked against the
 * resource.
 */
public record Assignment(ResourceName resource, Value value) {
  @Override
  public String toString() {
    return resource + " = " + value;
  }
}
