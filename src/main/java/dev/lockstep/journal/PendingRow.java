package dev.lockstep.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A row on its way to the disk. Either its caller withdraws it, and it is never written, or the
 * writer takes it, and then the caller has to wait for what comes of that: what a caller was told
 * to have failed must not become durable behind its back.
 *
 * @param outcome may use the space reserve: losing a vote only costs a transaction, losing an
 *     outcome breaks a promise
 * @param lazy no caller waits for it
 * @param since ticks when it was handed over
 * @param durable completes when it is, with the failure where it never will be
 * @param stage whose it is
 */
record PendingRow<T>(
    T row,
    boolean outcome,
    boolean lazy,
    long since,
    CompletableFuture<Void> durable,
    AtomicReference<Stage> stage) {

  enum Stage {
    WAITING,
    TAKEN,
    WITHDRAWN
  }

  /** A row that is not taken yet. */
  PendingRow(T row, boolean outcome, boolean lazy, long since) {
    this(
        row, outcome, lazy, since, new CompletableFuture<>(), new AtomicReference<>(Stage.WAITING));
  }

  /** Takes it for writing; false where its caller has given it up. */
  boolean take() {
    return stage.compareAndSet(Stage.WAITING, Stage.TAKEN) || stage.get() == Stage.TAKEN;
  }

  /** Gives it up; false where it is being written. */
  boolean withdraw() {
    return stage.compareAndSet(Stage.WAITING, Stage.WITHDRAWN);
  }
}
