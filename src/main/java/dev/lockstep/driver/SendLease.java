package dev.lockstep.driver;

/**
 * The lease under which a gateway may move machines. Where two PCs stand for one line, one of them
 * at a time has it. A driver looks at it as the last thing before each send that acts, so that a
 * lease that ends while a request waits in a queue ends that request too. What is only read needs
 * no lease. Thread-safe, and never blocks: it is asked on event loops.
 */
public interface SendLease {
  /** The detail of what was not sent for want of it. */
  String LOST =
      "not sent: this gateway's lease has run out, and another PC may move the machines of this line";

  /** The lease of a gateway that stands alone. */
  SendLease ALWAYS =
      new SendLease() {
        @Override
        public boolean valid() {
          return true;
        }

        @Override
        public boolean passesOn() {
          return false;
        }
      };

  /** Whether it is valid now. Once it is not, it never is again in this process. */
  boolean valid();

  /**
   * Whether it passes from one PC to another. Then an earlier run may have been on the other PC,
   * which is perhaps only cut off: its kernel may hold a request, and deliver it when the network
   * comes back.
   */
  boolean passesOn();
}
