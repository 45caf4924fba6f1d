package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Target;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartialWritesTest {
  private final ManualTimeSource clock = new ManualTimeSource();
  private final PartialWrites writes = new PartialWrites(clock);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void partsOfOneNodeAreWrittenOneAfterTheOtherAndThoseOfOthersAreNotHeldUp() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<?> first =
        workers.submit(
            () ->
                writes.inTurn(
                    Set.of(part("A", "3")),
                    within(20),
                    () -> {
                      begun.countDown();
                      return await(end);
                    }));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    assertThat(writes.inTurn(Set.of(part("A", "5")), within(0), () -> "sent")).isEmpty();
    assertThat(writes.inTurn(Set.of(part("B", "5")), within(0), () -> "sent")).contains("sent");
    Future<?> next =
        workers.submit(() -> writes.inTurn(Set.of(part("A", "5")), within(20), () -> "sent"));
    end.countDown();
    assertThat(next.get(20, TimeUnit.SECONDS)).hasToString("Optional[sent]");
    first.get(20, TimeUnit.SECONDS);
    assertThat(writes.nodes()).isZero();
  }

  @Test
  void nodesInAnotherOrderDoNotWaitForEachOther() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<Future<Boolean>> all =
        List.of("AB", "BA", "BC", "CA", "ABC", "CBA").stream()
            .map(
                names ->
                    workers.submit(
                        () -> {
                          boolean alone = true;
                          for (int each = 0; each < 200; each++) {
                            Set<Target> nodes =
                                Set.of(
                                    part(names.substring(0, 1), "1"),
                                    part(names.substring(1, 2), "2"));
                            alone &=
                                writes.inTurn(nodes, within(20), () -> alone(inside)).orElse(false);
                          }
                          return alone;
                        }))
            .toList();
    for (Future<Boolean> each : all) {
      assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(writes.nodes()).isZero();
  }

  /** Of any two of these sets, at least one node is common. */
  private static boolean alone(AtomicInteger inside) {
    boolean alone = inside.incrementAndGet() == 1;
    Thread.onSpinWait();
    inside.decrementAndGet();
    return alone;
  }

  private static String await(CountDownLatch latch) {
    try {
      latch.await();
      return "sent";
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private Deadline within(long seconds) {
    return Deadline.in(Duration.ofSeconds(seconds), clock);
  }

  private static Target part(String node, String range) {
    IndexRange parsed = IndexRange.parse(range).orElseThrow();
    return new Target("opc.tcp://plc", "s=" + node, new Target.Part.Elements(parsed));
  }
}
