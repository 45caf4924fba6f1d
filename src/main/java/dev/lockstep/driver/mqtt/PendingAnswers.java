package dev.lockstep.driver.mqtt;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests that wait for their answer, by the key that comes back with it. Bounded. Thread-safe.
 *
 * <p>An answer without a request that waits is late, doubled or somebody else's: it is counted and
 * has no other effect. That is what makes late and doubled answers harmless.
 */
final class PendingAnswers {

  /** Reads an answer. */
  @FunctionalInterface
  interface Reader {
    /** True where the request is answered for good by this. */
    boolean accept(byte[] payload) throws MalformedPayloadException;

    /** An answer came that cannot be read; another may still come. */
    default void unreadable(String detail) {}
  }

  private final Map<String, Reader> waiting = new ConcurrentHashMap<>();
  private final Semaphore places;
  private final LongAdder unmatched = new LongAdder();
  private final LongAdder malformed = new LongAdder();

  PendingAnswers(int most) {
    this.places = new Semaphore(most);
  }

  /** A place for a request; empty where there are too many. To be closed in any case. */
  Optional<Place> enter(String key, Reader reader) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    waiting.put(key, reader);
    return Optional.of(new Place(key));
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

  /** A request's place in the table. */
  final class Place {
    private final String key;
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private Place(String key) {
      this.key = key;
    }

    /** Repeatable. */
    void close() {
      if (left.complete(null)) {
        waiting.remove(key);
        places.release();
      }
    }
  }
}
