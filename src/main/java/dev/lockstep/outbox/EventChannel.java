package dev.lockstep.outbox;

import java.util.concurrent.CompletableFuture;

/** A way to a broker. Thread-safe. */
public interface EventChannel extends AutoCloseable {
  /** Its name in settings, cursors and metrics: {@code mqtt} or {@code kafka}. */
  String name();

  /** The broker and the topic, for people; without credentials. */
  String target();

  /**
   * Sends an event.
   *
   * @return done when the broker has acknowledged it. Failed: it may have arrived, or arrive yet;
   *     with an {@link UntoldException} that says what to do
   */
  CompletableFuture<Void> send(String subject, String json);

  /** What a person can do where it acknowledges nothing, and tells nothing either. */
  default String silenceRemedy() {
    return "look whether it hangs, or its disk is full";
  }

  @Override
  void close();
}
