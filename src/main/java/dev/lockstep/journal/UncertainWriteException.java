package dev.lockstep.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A write that did not come back in time and cannot be called off any more: the disk is still at
 * it. Whether it is durable is known later, by {@link #await}; until then nothing may be decided on
 * the state before it.
 */
public final class UncertainWriteException extends JournalUnavailableException {
  private static final long serialVersionUID = 1;

  private final transient CompletableFuture<?> durable;

  /**
   * @param durable completes when it is, with the failure where it never will be
   */
  public UncertainWriteException(String message, CompletableFuture<?> durable) {
    super(message);
    this.durable = durable;
  }

  /** Of a write that this process will not come to know more of. */
  static UncertainWriteException forGood(String message) {
    return new UncertainWriteException(message, new CompletableFuture<>());
  }

  /**
   * Returns when the entry would survive a power cut. Waits as long as the disk takes.
   *
   * @throws JournalUnavailableException where it was not written, and will not be
   */
  public void await() throws JournalUnavailableException {
    try {
      durable.get();
    } catch (ExecutionException lost) {
      if (lost.getCause() instanceof UncertainWriteException still) {
        still.await();
        return;
      }
      throw new JournalUnavailableException(String.valueOf(getMessage()), lost);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailableException("the gateway is stopping", stopped);
    }
  }
}
