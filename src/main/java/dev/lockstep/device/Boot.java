package dev.lockstep.device;

/**
 * One boot of one host, from power-on to power-off. Ticks of the same boot compare across restarts
 * of the process; wall clocks of two boots compare only where both were synchronised.
 *
 * @param id the kernel's boot id; empty where the operating system names none
 * @param host the host's identity; empty where none is known
 */
public record Boot(String id, String host) {
  /**
   * The boot where the operating system gives no boot id: ticks do not compare across runs of the
   * process.
   */
  public static final Boot UNKNOWN = new Boot("", "");

  /**
   * The boot of every moment in a backup: what followed on it since is in no copy, so that nothing
   * proves how old it is (decision 65).
   */
  public static final Boot BACKUP = new Boot("", "backup");

  public boolean known() {
    return !id.isEmpty();
  }
}
