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
 * Throttle for questions to one peer: one question at a time, and none for a while after one that
 * had no answer. Thread-safe.
 *
 * <p>A thousand transactions in doubt about one dead coordinator share one question: a caller that
 * waits behind a question without an answer gets the same result, because its own question would
 * have no answer either.
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
   * Result of a question.
   *
   * @param reached false where the peer cannot be reached, so that the next caller need not try
   */
  public record Result<T>(T word, boolean reached) {}

  /**
   * @param wait how long a caller waits for its turn, and how long the peer is not asked again
   *     after a question without an answer
   */
  PeerThrottle(Duration wait, TimeSource clock) {
    this.wait = wait;
    this.clock = clock;
  }

  /**
   * Asks after the callers before it.
   *
   * @return empty where its turn did not come in time
   */
  Optional<T> ask(Supplier<Result<T>> question) throws InterruptedException {
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

  private T asked(Supplier<Result<T>> question) {
    Result<T> result = question.get();
    last = result.reached() ? null : new Unanswered<>(result.word(), Deadline.in(wait, clock));
    return result.word();
  }

  private Optional<T> unanswered() {
    Unanswered<T> known = last;
    return known == null || known.until().passed(clock)
        ? Optional.empty()
        : Optional.of(known.word());
  }
}
