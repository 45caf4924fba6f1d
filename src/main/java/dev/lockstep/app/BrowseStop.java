package dev.lockstep.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while something is browsed: the thread that does it is interrupted, and waited for until
 * it has taken leave of the server.
 */
final class BrowseStop implements AutoCloseable {
  private static final long LEAVING_MILLIS = 2_000;

  private final CountDownLatch left = new CountDownLatch(1);
  private final Thread hook;

  private BrowseStop(Thread browsing) {
    this.hook = new Thread(() -> stop(browsing), "lockstep-browse-stop");
  }

  /** For the calling thread, until it closes this. */
  static BrowseStop armed() {
    BrowseStop stop = new BrowseStop(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  private void stop(Thread browsing) {
    browsing.interrupt();
    try {
      var unused = left.await(LEAVING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    left.countDown();
    try {
      var unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      return; // it runs
    }
  }
}
