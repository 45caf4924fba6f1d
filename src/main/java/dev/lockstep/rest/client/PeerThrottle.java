package dev.lockstep.rest.client;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of those who want to ask one and the same other side: one question at a time, and none
 * for a while after one that nobody answered. Thread-safe.
 *
 * <p>A thousand transactions in doubt about one dead coordinator are one question for all of them:
 * whoever waits behind a question that found nobody takes that for its own answer, for it would
 * hear nothing else.
 *
 * @param <T> an answer
 */
public final class PeerThrottle<T> {
  private final Semaphore turn = new Semaphore(1, true);
  private final Duration wait;
  private final TimeSource clock;
  private volatile @Nullable Unanswered<T> last;

  private record Unanswered<T>(T word, Deadline until) {}

  /**
   * What came of a question.
   *
   * @param reached false where whoever asks next would hear nothing else: nobody is there
   */
  public record Said<T>(T word, boolean reached) {}

  /**
   * @param wait how long one waits for its turn, and how long nobody asks after a question that
   *     nobody answered
   */
  PeerThrottle(Duration wait, TimeSource clock) {
    this.wait = wait;
    this.clock = clock;
  }

  /**
   * Asks, when it is its turn.
   *
   * @return empty where the turn did not come in time
   */
  Optional<T> ask(Supplier<Said<T>> question) throws InterruptedException {
    Optional<T> known = unanswered();
    if (known.isPresent()) {
      return known;
    }
    if (!turn.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    try {
      Optional<T> meanwhile = unanswered();
      return meanwhile.isPresent() ? meanwhile : Optional.of(asked(question));
    } finally {
      turn.release();
    }
  }

  private T asked(Supplier<Said<T>> question) {
    Said<T> said = question.get();
    last = said.reached() ? null : new Unanswered<>(said.word(), Deadline.in(wait, clock));
    return said.word();
  }

  private Optional<T> unanswered() {
    Unanswered<T> known = last;
    return known == null || known.until().passed(clock)
        ? Optional.empty()
        : Optional.of(known.word());
  }
}
