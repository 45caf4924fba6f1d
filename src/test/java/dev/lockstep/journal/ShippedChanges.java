package dev.lockstep.journal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/** A follower that keeps what it is given, and answers when it is told to. */
final class ShippedChanges implements ChangeFollower {
  final List<ChangeSet> shipped = new CopyOnWriteArrayList<>();
  final List<ChangePosition> opened = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

  @Override
  public Sent opened(ChangePosition at) {
    opened.add(at);
    return sent();
  }

  @Override
  public Sent ship(ChangeSet changes) {
    shipped.add(changes);
    return sent();
  }

  private Sent sent() {
    CompletableFuture<Void> mine = answer;
    return () -> await(mine);
  }

  private static void await(CompletableFuture<Void> mine) throws JournalUnavailableException {
    try {
      mine.get();
    } catch (ExecutionException lost) {
      throw new JournalUnavailableException("the lease is lost", lost);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailableException("the gateway is stopping", stopped);
    }
  }

  /** From now on nobody answers. */
  void fallSilent() {
    answer = new CompletableFuture<>();
  }

  /** What was shipped is confirmed, and what comes from now on at once. */
  void confirm() {
    answer.complete(null);
  }

  /** It will never be known. */
  void give() {
    answer.completeExceptionally(new IllegalStateException("ended"));
  }

  List<RowChange> last() {
    return shipped.getLast().rows();
  }

  Optional<ChangeSet> lastOf(String database) {
    return shipped.stream().filter(each -> each.database().equals(database)).reduce((a, b) -> b);
  }
}
