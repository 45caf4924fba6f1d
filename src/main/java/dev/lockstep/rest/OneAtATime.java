package dev.lockstep.rest;

import dev.lockstep.participant.CoordinatorLine.Word;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One question at a time to each host: a thousand transactions in doubt are no storm. */
final class OneAtATime {
  private final Duration patience;

  /** As many entries as hosts may be called. */
  private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

  /**
   * @param patience how long a question waits for its turn
   */
  OneAtATime(Duration patience) {
    this.patience = patience;
  }

  Word ask(Origin whom, Supplier<Word> question) {
    Semaphore turn = turns.computeIfAbsent(whom.authority(), key -> new Semaphore(1, true));
    try {
      if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Word.Silence("not asked: too many questions wait for " + whom.authority());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Word.Silence("not asked: this process is being stopped");
    }
    try {
      return question.get();
    } finally {
      turn.release();
    }
  }
}
