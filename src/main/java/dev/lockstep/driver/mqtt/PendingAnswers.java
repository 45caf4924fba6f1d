package dev.lockstep.driver.mqtt;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Pending requests by their correlation data. Bounded (P8). Thread-safe.
 *
 * <p>An answer without a pending request is late, duplicated or meant for another client: it is
 * counted and has no other effect, which makes late and duplicated answers harmless.
 */
final class PendingAnswers {

  /** A reader of answers to one request. */
  @FunctionalInterface
  interface Reader {
    /**
     * Reads an answer.
     *
     * @return whether it is final
     */
    boolean accept(byte[] payload) throws MalformedPayloadException;

    /** Called for an answer that cannot be read; another may follow. */
    default void unreadable(String detail) {}
  }

  private final Map<String, Reader> waiting = new ConcurrentHashMap<>();
  private final Semaphore permits;
  private final LongAdder unmatched = new LongAdder();
  private final LongAdder malformed = new LongAdder();

  PendingAnswers(int most) {
    this.permits = new Semaphore(most);
  }

  /**
   * Registers a request; empty where there are too many. The registration must be closed in any
   * case.
   */
  Optional<Registration> register(String key, Reader reader) {
    if (!permits.tryAcquire()) {
      return Optional.empty();
    }
    waiting.put(key, reader);
    return Optional.of(new Registration(key));
  }

  void deliver(String key, byte[] payload) {
    Reader reader = waiting.get(key);
    if (reader == null) {
      unmatched.increment();
      return;
    }
    try {
      if (reader.accept(payload)) {
        waiting.remove(key, reader);
      }
    } catch (MalformedPayloadException unreadable) {
      malformed.increment();
      reader.unreadable(unreadable.detail());
    }
  }

  void tooLarge(String key, int bytes, int most) {
    malformed.increment();
    Reader reader = waiting.get(key);
    if (reader != null) {
      reader.unreadable("the answer has %d bytes; at most %d are read".formatted(bytes, most));
    }
  }

  void unmatched() {
    unmatched.increment();
  }

  void malformed() {
    malformed.increment();
  }

  IgnoredMessages ignored() {
    return new IgnoredMessages(unmatched.sum(), malformed.sum());
  }

  /** The registration of a pending request. */
  final class Registration {
    private final String key;
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private Registration(String key) {
      this.key = key;
    }

    /** Repeatable. */
    void close() {
      if (left.complete(null)) {
        waiting.remove(key);
        permits.release();
      }
    }
  }
}
