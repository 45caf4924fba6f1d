package dev.lockstep.device;

/**
 * The assignment of a value to a resource, in engineering units, already checked against the
 * resource.
 */
public record Assignment(ResourceName resource, Value value) {
  @Override
  public String toString() {
    return resource + " = " + value;
  }
}
