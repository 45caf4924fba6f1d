package dev.lockstep.driver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A lease that ends when the test says so. */
public final class TestLease implements SendLease {
  private volatile boolean ended;
  private volatile CountDownLatch asked = new CountDownLatch(0);
  private volatile CountDownLatch answered = new CountDownLatch(0);

  /** From now on who asks waits until {@link #end()}: its thread is as busy as an event loop. */
  public void hold() {
    asked = new CountDownLatch(1);
    answered = new CountDownLatch(1);
  }

  /** Waits until somebody asks. */
  public void awaitAsked() throws InterruptedException {
    if (!asked.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody asked whether the lease is valid");
    }
  }

  public void end() {
    ended = true;
    answered.countDown();
  }

  @Override
  public boolean valid() {
    asked.countDown();
    try {
      return answered.await(20, TimeUnit.SECONDS) && !ended;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean passesOn() {
    return true;
  }
}
