package dev.lockstep.journal;

import java.util.concurrent.CompletableFuture;

/**
 * A row on its way to the disk.
 *
 * @param outcome may use the space reserve: losing a vote only costs a transaction, losing an
 *     outcome breaks a promise
 * @param lazy no caller waits for it
 * @param since ticks when it was handed over
 * @param durable completes when it is, with the failure where it never will be
 */
record PendingRow<T>(
    T row, boolean outcome, boolean lazy, long since, CompletableFuture<Void> durable) {}
