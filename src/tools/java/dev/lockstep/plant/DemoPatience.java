package dev.lockstep.plant;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/** How long a scene waits for what must come. */
final class DemoPatience {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private DemoPatience() {}

  /**
   * Looks until it sees what is wanted. Whoever does not answer is looked at again.
   *
   * @param what for people, in case it never comes
   * @return what was wanted
   * @throws DemoScene.SceneFailed with what was seen last
   */
  static <T> T until(String what, Supplier<T> look, Predicate<T> wanted) {
    var last = new AtomicReference<Object>("nothing");
    try {
      return await(what)
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(BETWEEN_LOOKS)
          .ignoreExceptionsMatching(
              e -> {
                last.set(e);
                return e instanceof UncheckedIOException;
              })
          .until(
              () -> {
                T seen = look.get();
                last.set(seen);
                return seen;
              },
              wanted);
    } catch (ConditionTimeoutException e) {
      throw new DemoScene.SceneFailed(
          "waited %d s in vain for %s; last seen: %s"
              .formatted(LIMIT.toSeconds(), what, last.get()));
    }
  }
}
