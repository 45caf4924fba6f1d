package dev.lockstep.ensemble;

/** One of several writes that are done together, or not at all. */
public sealed interface WriteStep {
  String path();

  /** Replaces the content, where the version is this. */
  record Update(String path, byte[] content, int version) implements WriteStep {}

  /**
   * Takes it away, where the version is this.
   *
   * @param version {@link EnsembleClient#ANY_VERSION}: whatever it is
   */
  record Delete(String path, int version) implements WriteStep {}
}
