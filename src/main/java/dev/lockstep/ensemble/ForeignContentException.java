package dev.lockstep.ensemble;

/**
 * The content of a znode is none of ours, or is damaged. It is named, and never passed over or
 * overwritten.
 */
public final class ForeignContentException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param what is wrong with it, in words
   */
  public ForeignContentException(String path, String what) {
    super("znode %s: %s".formatted(path, what));
  }
}
