package dev.lockstep.ensemble;

import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sweeping of published outcomes that are older than {@link EnsembleSettings.Times#forgottenFor}:
 * one bucket at a time, the next one each time. No lease is needed: what is absent says nothing, so
 * taking one away too early, or twice, breaks no promise.
 */
public final class OutcomeSweeper {
  /** Znodes of one bucket that are looked at in one turn. */
  private static final int LOOKED_AT_MAX = 1_000;

  private final EnsembleClient client;
  private final Duration kept;
  private final TimeSource clock;
  private final AtomicInteger next;

  /**
   * @param first the bucket to begin with, 0 to 255: another one at each gateway
   */
  public OutcomeSweeper(
      EnsembleClient client, EnsembleSettings settings, TimeSource clock, int first) {
    this.client = client;
    this.kept = settings.times().forgottenFor();
    this.clock = clock;
    this.next = new AtomicInteger(first);
  }

  /** Sweeps the next bucket; returns at once. The result is the number that was taken away. */
  public CompletableFuture<Integer> turn() {
    List<String> buckets = EnsemblePaths.buckets();
    String bucket = buckets.get(Math.floorMod(next.getAndIncrement(), buckets.size()));
    return client.connected() ? sweep(bucket) : CompletableFuture.completedFuture(0);
  }

  /** Sweeps one bucket. */
  CompletableFuture<Integer> sweep(String bucket) {
    String above = client.paths().outcomes(bucket);
    Instant before = clock.now().wall().minus(kept);
    return client
        .children(above)
        .thenCompose(
            children ->
                switch (children) {
                  case ChildrenResult.NotKnown notKnown -> CompletableFuture.completedFuture(0);
                  case ChildrenResult.Listed listed -> sweep(above, listed.names(), before);
                });
  }

  private CompletableFuture<Integer> sweep(String above, List<String> names, Instant before) {
    CompletableFuture<Integer> swept = CompletableFuture.completedFuture(0);
    for (String name : names.subList(0, Math.min(names.size(), LOOKED_AT_MAX))) {
      swept = swept.thenCombine(taken(above + "/" + name, before), Integer::sum);
    }
    return swept;
  }

  private CompletableFuture<Integer> taken(String path, Instant before) {
    return client
        .read(path)
        .thenCompose(
            read ->
                read instanceof ReadResult.Found found
                        && Instant.ofEpochMilli(found.changedAt()).isBefore(before)
                    ? client
                        .delete(path, found.version())
                        .thenApply(result -> result instanceof WriteResult.Done ? 1 : 0)
                    : CompletableFuture.completedFuture(0));
  }
}
