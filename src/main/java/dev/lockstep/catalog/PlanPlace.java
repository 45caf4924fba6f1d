package dev.lockstep.catalog;

/**
 * A place in a plan, for faults that others find there.
 *
 * @param path of keys, for example {@code participants[0].commands[1].device}
 */
public record PlanPlace(String file, int line, int column, String path) {
  static PlanPlace of(YamlNode node) {
    SourceLocation location = node.location();
    return new PlanPlace(location.file(), location.line(), location.column(), node.path());
  }

  /** A fault here. */
  public Fault fault(String found, String remedy) {
    return new Fault(file, line, column, path, found, remedy);
  }
}
