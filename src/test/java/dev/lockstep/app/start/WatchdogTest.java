package dev.lockstep.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A sign of life is passed on only where every part has answered. */
class WatchdogTest {
  private final Deque<CompletableFuture<Void>> writer = new ArrayDeque<>();
  private final Deque<CompletableFuture<Void>> loops = new ArrayDeque<>();
  private final AtomicInteger signs = new AtomicInteger();
  private final Watchdog watchdog =
      new Watchdog(
          Duration.ofMinutes(2),
          Map.of("the writer", asked(writer), "the loops", asked(loops)),
          signs::incrementAndGet);

  private static Supplier<CompletionStage<?>> asked(Deque<CompletableFuture<Void>> questions) {
    return () -> {
      questions.add(new CompletableFuture<>());
      return questions.getLast();
    };
  }

  @Test
  void whereAllAnswerEachLookPassesASignOn() {
    for (int look = 1; look <= 3; look++) {
      assertThat(watchdog.look()).isEmpty();
      assertThat(signs).hasValue(look);
      writer.getLast().complete(null);
      loops.getLast().complete(null);
    }
  }

  @Test
  void partThatIsSilentIsNamedAndNothingIsPassedOnUntilItAnswers() {
    watchdog.look();
    loops.getLast().complete(null);

    assertThat(watchdog.look()).contains("the writer");
    assertThat(watchdog.look()).contains("the writer");
    assertThat(signs).hasValue(1);
    assertThat(writer).as("asked once: a second question would pile up").hasSize(1);

    writer.getLast().complete(null);
    assertThat(watchdog.look()).isEmpty();
    assertThat(signs).hasValue(2);
  }

  @Test
  void partThatFailsHasNotAnswered() {
    watchdog.look();
    writer.getLast().complete(null);
    loops.getLast().completeExceptionally(new IllegalStateException("the loop is gone"));

    assertThat(watchdog.look()).contains("the loops");
    assertThat(signs).hasValue(1);
  }
}
