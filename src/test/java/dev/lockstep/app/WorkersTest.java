package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final CompletableFuture<String> end = new CompletableFuture<>();

  private void work() {
    begun.countDown();
    try {
      leave.await();
      end.complete("written");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      end.complete("interrupted");
    }
  }

  @Test
  void taskThatIsUnderWayEndsBeforeTheCloseReturnsAndNoneBeginsMeanwhile() throws Exception {
    Workers workers = new Workers(Duration.ofMinutes(1));
    workers.execute(this::work);
    begun.await();
    Thread closing = Thread.startVirtualThread(workers::close);
    await()
        .untilAsserted(
            () ->
                assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> workers.execute(() -> {})));
    assertThat(end).isNotDone();

    leave.countDown();
    closing.join();

    assertThat(end).isCompletedWithValue("written");
  }

  @Test
  void taskThatDoesNotEndIsInterruptedWhenPatienceIsOver() throws Exception {
    Workers workers = new Workers(Duration.ofMillis(1));
    workers.execute(this::work);
    begun.await();

    workers.close();

    assertThat(end.get()).isEqualTo("interrupted");
  }
}
